import fc from "fast-check";

// Against thousands of mutants each property gets a fraction of a second; what it finds counts, what it doesn't may be
// found by others.
fc.configureGlobal({ interruptAfterTimeLimit: 250, endOnFailure: true });
