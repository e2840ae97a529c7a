/** What the policy of a role that rotates is made for. */
export interface RotationPolicyRequest {
  readonly partition: string;
  readonly account: string;
  /** Names of the users whose keys are rotated. */
  readonly users: readonly string[];
  /** ARNs of the secrets that hold keys. */
  readonly secrets: readonly string[];
}

/** The calls to IAM that a rotation makes. All take the user as resource. Source: Service Authorization Reference, IAM. */
const keyActions = [
  "iam:CreateAccessKey",
  "iam:DeleteAccessKey",
  "iam:GetAccessKeyLastUsed",
  "iam:ListAccessKeys",
  "iam:UpdateAccessKey",
];

/** All that a role needs to rotate these users' keys, and no more: as a policy document. */
export function rotationPolicy({ partition, account, users, secrets }: RotationPolicyRequest): object {
  const usersOf = users.map((user) => `arn:${partition}:iam::${account}:user/${user}`);
  const keys = { Sid: "RotateAccessKeys", Effect: "Allow", Action: keyActions, Resource: usersOf };
  const store = {
    Sid: "StoreAccessKeys",
    Effect: "Allow",
    Action: ["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"],
    Resource: secrets,
  };
  return { Version: "2012-10-17", Statement: secrets.length === 0 ? [keys] : [keys, store] };
}
