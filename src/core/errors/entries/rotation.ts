import type { CatalogueEntries } from "../catalogue-entry.ts";

/** What rotating access keys can end with. */
export const rotationEntries = {
  "rotation-denied": {
    exitStatus: 3,
    message: "{identity} isn't allowed to {action} on {resource}.",
    causes: [
      "The policy of the role or user lacks the action, or has it for another user or secret.",
      "A permissions boundary, a session policy or an organisation's policy takes it away.",
    ],
    remedy: [
      'Add the action to the permissions of the role or user:\n\n    {"Effect": "Allow", "Action": "{action}", "Resource": "{resource}"}\n',
      "gitlab-ecr rotate --print-policy prints all that a rotation needs.",
    ],
  },
  "user-missing": {
    exitStatus: 3,
    message: "Account {account} has no IAM user {user}.",
    causes: ["The name is misspelt, or it is the user of another account.", "The user was deleted."],
    remedy: ["Give the name of a user that exists, without its path: --user NAME."],
  },
  "key-not-stored": {
    exitStatus: 2,
    message: "No target holds an access key of user {user}.",
    causes: [
      "The targets are others than the ones that the key was stored in.",
      "The variables have other names than {idName} and {secretName}.",
    ],
    remedy: [
      "Name the targets that hold one of these keys: {keys}.",
      "Name the variables or fields by --id-variable and --secret-variable.",
    ],
  },
  "key-slots-taken": {
    exitStatus: 3,
    message: "User {user} has two access keys, and what is to be done with them isn't clear: {reason}.",
    causes: ["AWS gives a user two keys at most, inactive ones included; a rotation needs the second for the new one."],
    remedy: ["Delete the one that nothing uses."],
  },
  "new-key-refused": {
    exitStatus: 3,
    message: "AWS doesn't take key {keyId}, {where}: {reason}.",
    causes: [
      "IAM takes a while until it knows a new key everywhere.",
      "Somebody changed the key or what the target holds while this ran.",
    ],
    remedy: ["Run the same command again: it goes on where it stopped. The old key still works."],
  },
} as const satisfies CatalogueEntries;
