import type { CatalogueEntries } from "../catalogue-entry.ts";

/** What only the doctor finds out, since it reads what login doesn't need. */
export const doctorEntries = {
  "role-missing": {
    exitStatus: 3,
    message: "Account {accountId} has no role {roleName}.",
    causes: [
      "The role's name is misspelt, or it is one of another account or stage.",
      "The role was deleted, or not created yet.",
    ],
    remedy: ["Give the ARN of a role that exists: --role-arn or GITLAB_ECR_ROLE_ARN.", "Or create {roleName}."],
  },
  "issuer-mismatch": {
    exitStatus: 3,
    message: "The discovery document of {issuer} names another issuer: {named}.",
    causes: [
      "GitLab's external_url or ci_id_tokens_issuer_url was changed, and the document or the tokens still have the old one.",
      "The published copy of the document was made for another address.",
      "A proxy answers for another instance.",
    ],
    remedy: [
      "Let the issuer in the document, iss in the tokens and the URL of the OIDC provider in AWS be the same, character by character.",
      "Where the document is a published copy, let gitlab-ecr setup issuer make it.",
    ],
  },
  "issuer-key-missing": {
    exitStatus: 3,
    message: "{issuer} doesn't publish the key that signed the token ({keyId}).",
    causes: [
      "GitLab's signing key was changed, and the published copy of the keys is the old one.",
      "The issuer's address belongs to another instance than the one that signed.",
    ],
    remedy: [
      "Publish the instance's keys again: gitlab-ecr setup issuer, with the options as before.",
      "Where the keys have just been changed, wait: caches on the way keep the old ones for a while.",
    ],
  },
} as const satisfies CatalogueEntries;
