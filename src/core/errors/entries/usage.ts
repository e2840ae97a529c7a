import type { CatalogueEntries } from "../catalogue-entry.ts";

/** What can be wrong with what the user gave, and how a run can end from outside. */
export const usageEntries = {
  "input-invalid": {
    exitStatus: 2,
    message: "{reason}",
    // The message says it all.
    causes: [],
    remedy: ["Correct it; gitlab-ecr {command} --help lists what is possible."],
  },
  "unexpanded-variable": {
    exitStatus: 2,
    message: "{name} is literally {value}: the variable wasn't expanded.",
    causes: [
      "The CI/CD variable doesn't exist for this job: it is protected and the branch or tag isn't, or it is limited to another environment.",
      "A masked or protected variable was given as a component's input, which takes it as text.",
      "The name is misspelt.",
    ],
    remedy: [
      "Check in the project's settings (CI/CD, Variables) that the variable exists, and that it isn't protected or that this branch or tag is.",
      "Write the value itself into the input, or set the variable on the job.",
    ],
  },
  "region-missing": {
    exitStatus: 2,
    message: "It isn't said which AWS region to use.",
    causes: ["No registry host names one, and neither --region nor AWS_REGION is set."],
    remedy: ["Give --region, the component's input region, or AWS_REGION; or name the registry by its full host name."],
  },
  "registry-invalid": {
    exitStatus: 2,
    message: "{registry} isn't an ECR registry: {reason}.",
    causes: [
      "The host name is misspelt or belongs to another registry.",
      "The account id isn't twelve digits: a leading zero was dropped.",
    ],
    remedy: [
      "Give a host (123456789012.dkr.ecr.eu-west-1.amazonaws.com), an account id, ACCOUNT.REGION, or a repository's URI.",
    ],
  },
  "endpoint-insecure": {
    exitStatus: 2,
    message: "{variable} is {endpoint}: over http: the credentials would cross the network in the clear.",
    causes: ["The custom endpoint's URL begins with http: and isn't this machine's own address."],
    remedy: ["Use https: in {variable}, or unset it."],
  },
  "command-not-found": {
    exitStatus: 127,
    message: "There is no program {program}.",
    causes: ["Its name is misspelt, or it isn't in the folders of PATH.", "The job's image doesn't hold it."],
    remedy: ["Give a program that is on PATH, or its path: gitlab-ecr exec -- PROGRAM ARGUMENTS."],
  },
  "command-not-executable": {
    exitStatus: 126,
    message: "{program} can't be run: {reason}.",
    causes: [
      "The file isn't executable, or it is a folder.",
      "It is a script without a first line that names its shell.",
    ],
    remedy: ["Make it executable (chmod +x), or give its interpreter: gitlab-ecr exec -- sh {program}."],
  },
  interrupted: {
    exitStatus: 130,
    message: "Stopped by {signal}.",
    causes: ["The job was cancelled or timed out, or Ctrl-C was pressed."],
    remedy: ["Run it again."],
  },
  internal: {
    exitStatus: 70,
    message: "This is a bug of gitlab-ecr: {reason}",
    causes: ["Something happened that the program doesn't foresee."],
    remedy: ["Report it as an issue, with the command and what --verbose prints."],
  },
} as const satisfies CatalogueEntries;
