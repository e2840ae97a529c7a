import type { CatalogueEntries } from "../catalogue-entry.ts";

/** What GitLab's API can refuse. */
export const gitlabEntries = {
  "gitlab-unauthorized": {
    exitStatus: 3,
    message: "GitLab at {host} doesn't take the token, to {action}: {reason}.",
    causes: [
      "There is no token, and this isn't public.",
      "The token has expired, was revoked, or is another instance's.",
    ],
    remedy: ["Set GITLAB_TOKEN to a token of {host} that is valid, with {needs}."],
  },
  "gitlab-forbidden": {
    exitStatus: 3,
    message: "GitLab at {host} doesn't allow this token to {action}: {reason}.",
    causes: [
      "The token lacks a scope.",
      "The user's role in the project or group is too low; a project's own token has the role that it was made with.",
    ],
    remedy: ["Use a token with {needs}."],
  },
  "gitlab-not-found": {
    exitStatus: 3,
    message: "GitLab at {host} finds nothing to {action}: {reason}.",
    causes: ["The path is misspelt, or was renamed.", "The token may not see it: GitLab answers the same then."],
    remedy: ["Check the path, and use a token with {needs}."],
  },
  "gitlab-refused": {
    exitStatus: 3,
    message: "GitLab at {host} refused to {action}: {reason}.",
    causes: ["What was sent isn't possible there; GitLab's own words say why."],
    remedy: ["Correct what GitLab names."],
  },
  "gitlab-rate-limited": {
    exitStatus: 4,
    message: "GitLab at {host} takes no more requests for now, to {action}, after {attempts} attempts.",
    causes: ["The token or this address has used its rate limit up."],
    remedy: ["Run it again later, or raise --timeout so that it waits longer."],
  },
} as const satisfies CatalogueEntries;
