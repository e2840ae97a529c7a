import type { CatalogueEntries } from "../catalogue-entry.ts";

/** What AWS can say about the role, its trust and its provider. */
export const roleEntries = {
  "role-arn-missing": {
    exitStatus: 2,
    message: "There is no role to assume: {source}.",
    causes: [
      "The role was never given.",
      "It comes from a CI/CD variable that this job doesn't see: a protected variable on an unprotected branch, or one of another environment.",
    ],
    remedy: [
      "Give the role: the input role_arn of the component, --role-arn, or the variable GITLAB_ECR_ROLE_ARN or AWS_ROLE_ARN.",
      "If it comes from a CI/CD variable, check in the project's settings (CI/CD, Variables) that the variable isn't protected, or that this branch or tag is.",
    ],
  },
  "role-arn-invalid": {
    exitStatus: 2,
    message: "{roleArn} isn't the ARN, AWS's full name, of a role.",
    causes: [
      "Something other than an IAM role's ARN was given: a role's name, a user's ARN, or the ARN of a session (sts, assumed-role).",
      "The account id isn't twelve digits: a leading zero was dropped.",
      "The value is cut, quoted or carries a blank.",
    ],
    remedy: [
      "Give the ARN as the IAM console shows it: arn:aws:iam::123456789012:role/NAME (aws-cn, aws-us-gov and so on in other partitions).",
    ],
  },
  "trust-denied": {
    exitStatus: 3,
    message:
      "AWS doesn't let this job assume {roleArn}: its trust policy, which says who may, doesn't admit the job's ID token, or there is no such role.",
    causes: [
      "The trust policy's condition on sub doesn't fit this job's sub: another project, branch, tag, or kind of ref.",
      "The condition on aud names another audience than the token has.",
      "The condition names a claim that AWS doesn't know for this issuer: such a condition never matches.",
      "StringEquals with a * in its value: the * is taken literally there; patterns need StringLike.",
      "The trust policy names another provider, another action, or another account's provider.",
      "There is no role of this name in this account: AWS answers with the same words.",
      "The role or its trust policy was made or changed seconds ago: it takes a while until all of AWS knows it.",
    ],
    remedy: [
      "Put the Condition shown here into the Allow statement of the role's trust policy (IAM, Roles, the role, Trust relationships). It admits this project at this ref and nothing else.",
      "Check the role's name and account.",
      "If the role is new, run the job again in a minute.",
    ],
  },
  "provider-missing": {
    exitStatus: 3,
    message: "Account {accountId} has no OIDC provider for {issuer}: AWS trusts no token of it there.",
    causes: [
      "The identity provider was never created in this account.",
      "It was created for another address: the URL must be the token's issuer exactly, path and case included.",
      "The role's ARN names another account than the one that has the provider.",
    ],
    remedy: [
      "Create it once per account:\n\n    aws iam create-open-id-connect-provider --url {issuer} --client-id-list {audience}\n",
    ],
  },
  "audience-rejected": {
    exitStatus: 3,
    message: "The OIDC provider in account {accountId} doesn't accept the token's audience {audience}.",
    causes: [
      "The provider's list of client ids lacks the token's aud.",
      "The job's id_tokens asks for another aud than the one that was set up.",
      "A slash at the end, https:// or another case: the audience is compared as it is.",
    ],
    remedy: [
      "Set aud in the job's id_tokens (the component's input audience) to a client id of the provider.",
      "Or add the audience to the provider:\n\n    aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn {providerArn} --client-id {audience}\n",
    ],
  },
  "issuer-unreachable": {
    exitStatus: 3,
    message: "AWS can't get the signing keys of {issuer}.",
    causes: [
      "The GitLab instance isn't reachable from the internet: it is private, or a firewall lets only known networks in.",
      "Its TLS certificate is expired, incomplete or signed by a private authority.",
      "A proxy, a redirect or a login page stands before {issuer}/.well-known/openid-configuration or the keys that it names.",
      "The keys were changed moments ago.",
    ],
    remedy: [
      "Check from outside your network that {issuer}/.well-known/openid-configuration and its jwks_uri answer over HTTPS with a public certificate.",
      "If the instance must stay private, gitlab-ecr setup issuer publishes both documents at a public address (GitLab 18.1 or later); where it has done so already, run it again.",
    ],
  },
  "idp-rejected": {
    exitStatus: 3,
    message: "The identity provider rejected the ID token's claims.",
    causes: ["The token was revoked or has expired at the provider.", "The job that the token belongs to has ended."],
    remedy: ["Run the job again: each run gets a fresh token.", "Log in at the start of the job."],
  },
  "idp-unavailable": {
    exitStatus: 4,
    message: "AWS could not reach the identity provider {issuer}, after {attempts} attempts.",
    causes: [
      "The GitLab instance is down, restarting or slow at this moment.",
      "The network between AWS and the instance is disturbed.",
    ],
    remedy: [
      "Check that {issuer}/.well-known/openid-configuration answers, then run the job again.",
      "Let GitLab retry such jobs: retry: 2 in the job.",
    ],
  },
  "duration-too-long": {
    exitStatus: 3,
    message: "AWS doesn't grant a session of {duration} seconds for {roleArn}.",
    causes: [
      "The role's MaxSessionDuration is shorter (3600 seconds unless it was raised).",
      "The role is assumed from another role: AWS caps chained sessions at 3600 seconds.",
    ],
    remedy: [
      "Ask for less: --duration 3600 or the component's input duration.",
      "Or raise the role's limit:\n\n    aws iam update-role --role-name {roleName} --max-session-duration {duration}\n",
    ],
  },
  "session-policy-invalid": {
    exitStatus: 3,
    message: "The session policy can't be used: {reason}.",
    causes: [
      "The policy isn't valid JSON or not a valid IAM policy.",
      "It is larger than AWS allows: 2,048 characters, or 100 percent of the packed size, which counts managed policies and session tags, too.",
      "A managed policy that it names doesn't exist in the role's account.",
    ],
    remedy: [
      "Correct or shorten the session policy: fewer repositories, or a pattern (team/*) in a policy of your own.",
    ],
  },
  "chain-denied": {
    exitStatus: 3,
    message: "{identity} isn't allowed to assume {roleArn}.",
    causes: [
      "The trust policy of the role doesn't name the one who assumes it, or asks for another external id (sts:ExternalId).",
      "The permissions of the one who assumes it lack sts:AssumeRole on the role; across accounts both sides are needed.",
      "There is no such role in that account: AWS answers with the same words.",
      "A session policy, a permissions boundary or an organisation's policy takes sts:AssumeRole away.",
    ],
    remedy: [
      'Add this statement to the trust policy of {roleName} (with the path of the role that assumes it, if it has one):\n\n    {"Effect": "Allow", "Principal": {"AWS": "{principal}"}, "Action": "sts:AssumeRole"}\n',
      'Add this statement to the permissions of {principal}:\n\n    {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "{roleArn}"}\n',
      "If the trust policy has a condition on sts:ExternalId, name the variable that holds the id: --external-id-env.",
    ],
  },
  "region-disabled": {
    exitStatus: 3,
    message: "Region {region} isn't enabled in the account, or its STS endpoint is switched off.",
    causes: [
      "The region is off by default and the account's owner hasn't enabled it.",
      "The account deactivated STS in that region.",
    ],
    remedy: [
      "Enable the region in the account (Account, AWS Regions), or its STS endpoint (IAM, Account settings).",
      "Or use another region: --region.",
    ],
  },
  "account-not-allowed": {
    exitStatus: 2,
    message: "The credentials belong to account {accountId}, which isn't one of the allowed: {allowed}.",
    causes: [
      "The role or the keys are those of another account or stage.",
      "The allow-list is out of date, or an account id in it lost its leading zero.",
    ],
    remedy: ["Give a role or keys of an allowed account, or add {accountId} to --allowed-account-id."],
  },
  "aws-refused": {
    exitStatus: 3,
    message: "AWS refused {action}: {awsCode}: {awsMessage}",
    causes: ["AWS gives the reason in its own words; gitlab-ecr has no better explanation for this one."],
    remedy: [
      "Look {awsCode} up in AWS's documentation of {action}.",
      "If the message doesn't help, report it as an issue: code and message belong into the catalogue.",
    ],
  },
} as const satisfies CatalogueEntries;
