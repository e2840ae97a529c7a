export { checkIssuer } from "./check-issuer.ts";
export { type JobEnvironment, readJobEnvironment } from "./job-environment.ts";
export { readJobFacts } from "./job-facts.ts";
