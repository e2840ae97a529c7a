import type { CatalogueEntries } from "../catalogue-entry.ts";

/** What can stand against changing an account. */
export const setupEntries = {
  "setup-denied": {
    exitStatus: 3,
    message: "{identity} may not do all that this takes in account {accountId}: {lacking}.",
    causes: [
      "The role or user has no permission for it, or a boundary or an organisation's policy takes it away.",
      "The profile is one that only reads.",
    ],
    remedy: ["Let an administrator attach the policy in the error's context to {identity}, and run it again."],
  },
  "setup-conflict": {
    exitStatus: 3,
    message: "What is in account {accountId} stands against the plan: {reason}.",
    causes: [
      "Something of that name is there that setup didn't make.",
      "Another project's role has the same name, or it was changed by hand.",
    ],
    remedy: ["Compare both versions in the error's context, and change the plan or what is there."],
  },
  "setup-unsettled": {
    exitStatus: 4,
    message: "AWS took all changes, and doesn't show them yet: {pending}.",
    causes: ["IAM takes seconds, at times minutes, until all of its reads show a change."],
    remedy: ["Run it again: it goes on where it stopped, and changes nothing twice."],
  },
} as const satisfies CatalogueEntries;
