import type { CatalogueEntries } from "../catalogue-entry.ts";

/** What can be wrong with the choice of credentials, with static keys, and with what they may do. */
export const credentialsEntries = {
  "credentials-missing": {
    exitStatus: 2,
    message: "There is nothing to log in with: {reason}.",
    causes: [
      "The job has neither a role with an ID token, nor access keys.",
      "The CI/CD variables exist but not for this job: protected, or limited to another environment.",
    ],
    remedy: [
      "For OIDC, which needs no stored key, give the role (input role_arn, or the variable GITLAB_ECR_ROLE_ARN) and add to the job:\n\n    id_tokens:\n      GITLAB_OIDC_TOKEN:\n        aud: {audience}\n",
      "For static keys, set the CI/CD variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
      "To use the runner's own identity (an instance profile, an EKS service account), say so: --auth ambient.",
    ],
  },
  "oidc-half-configured": {
    exitStatus: 0,
    message: "OIDC is configured by half: {reason}. The static keys are used instead.",
    causes: [
      "A role is given but the job has no id_tokens, or the other way round.",
      "The role comes from a protected variable, and this branch isn't protected.",
    ],
    remedy: [
      "Complete OIDC (role and id_tokens), or take its half away.",
      "To make this an error instead, set --fallback never.",
    ],
  },
  "oidc-fell-back": {
    exitStatus: 0,
    message:
      "The OIDC exchange FAILED ({code}); the static keys are used instead, as --fallback on-error allows {end}.",
    causes: ["See the code named in the message."],
    remedy: ["Mend the cause ({code}), then remove --fallback on-error and delete the keys."],
  },
  "static-keys-missing": {
    exitStatus: 2,
    message: "There are no static keys: {accessKeyIdEnv} and {secretAccessKeyEnv} aren't set.",
    causes: [
      "The variables aren't defined for this job: protected, or limited to another environment.",
      "They have other names.",
    ],
    remedy: [
      "Set the CI/CD variables {accessKeyIdEnv} and {secretAccessKeyEnv}.",
      "If they have other names, give the names: --access-key-id-env and --secret-access-key-env.",
      "Better: use OIDC, which needs no key.",
    ],
  },
  "static-keys-incomplete": {
    exitStatus: 2,
    message: "The static keys are incomplete: {present} is set, {absent} isn't.",
    causes: [
      "Only one of the two variables is defined for this job (one protected, the other not).",
      "One of them is empty.",
      "Temporary keys (ASIA…) were given without their session token.",
    ],
    remedy: ["Set {absent}, with the same protection and environment scope as {present}."],
  },
  "static-keys-invalid": {
    exitStatus: 3,
    message: "AWS doesn't know the access key in {accessKeyIdEnv}, or it is no longer valid ({awsCode}).",
    causes: [
      "The key was deleted or deactivated, perhaps by a rotation.",
      "It belongs to another partition (China, GovCloud) than the region.",
      "Temporary keys (ASIA…) expired, or their session token is missing or belongs to other keys.",
    ],
    remedy: [
      "Make a new key for the user and store it in the CI/CD variables, or activate the old one again.",
      "Better: move to OIDC, where no key can go stale.",
    ],
  },
  "static-keys-secret-wrong": {
    exitStatus: 3,
    message: "The secret access key in {secretAccessKeyEnv} doesn't belong to the access key in {accessKeyIdEnv}.",
    causes: [
      "The variable's value was changed by expansion: a $ in it, and the variable isn't raw (Expand variable reference is on).",
      "A blank or a line break was pasted with it.",
      "Key id and secret come from two different keys.",
    ],
    remedy: [
      "Store the secret again, without line break, with Expand variable reference switched off.",
      "If that doesn't help, make a new key: AWS never shows a secret twice.",
    ],
  },
  "clock-skew": {
    exitStatus: 3,
    message: "The clocks of this machine and of AWS differ: {reason}.",
    causes: ["The runner's clock is wrong (no NTP, or a suspended virtual machine)."],
    remedy: ["Set the runner's clock (NTP), then run the job again."],
  },
  "session-shorter-than-job": {
    exitStatus: 0,
    message: "The login ends at {expiresAt}, but this job may run until {jobEndsAt}.",
    causes: ["The session's duration is shorter than the job's timeout."],
    remedy: [
      "Log in right before the push, or raise --duration (and the role's MaxSessionDuration) to the job's timeout.",
    ],
  },
  "ecr-denied": {
    exitStatus: 3,
    message: "{identity} isn't allowed to get an ECR password: {awsMessage}",
    causes: [
      "The identity's policy lacks ecr:GetAuthorizationToken.",
      "It has the action, but on a repository: the action takes no resource and must be allowed on *.",
      "A permission boundary, a session policy or an organisation's policy takes it away.",
    ],
    remedy: [
      'Add this statement to the permissions of the role or user:\n\n    {"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"}\n',
    ],
  },
  "ecr-public-denied": {
    exitStatus: 3,
    message: "{identity} isn't allowed to get a password for ECR Public: {awsMessage}",
    causes: [
      "The identity's policy lacks ecr-public:GetAuthorizationToken or sts:GetServiceBearerToken: it takes both.",
      "A permission boundary, a session policy or an organisation's policy takes one of them away.",
    ],
    remedy: [
      'Add this statement to the permissions of the role or user:\n\n    {"Effect": "Allow", "Action": ["ecr-public:GetAuthorizationToken", "sts:GetServiceBearerToken"], "Resource": "*"}\n',
      "Or leave public out: images on public.ecr.aws can be pulled without a login, only slower and less often.",
    ],
  },
} as const satisfies CatalogueEntries;
