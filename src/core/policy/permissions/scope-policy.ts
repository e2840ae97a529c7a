import { actionsFor } from "./ecr-actions.ts";

/** What a session shall be able to do, and nothing else. */
export interface Scope {
  readonly access: "push" | "pull";
  /** ARNs of private repositories. */
  readonly repositories: readonly string[];
  /** ARNs of public repositories; null where ECR Public isn't wanted at all. */
  readonly publicRepositories: readonly string[] | null;
}

/**
 * The session policy that allows a scope, as short as JSON gets it. A session may do what both its role and this allow.
 * Sources: ECR user guide, "IAM permissions for pushing/pulling an image"; ECR Public user guide, "Pushing an image".
 */
export function scopePolicy({ access, repositories, publicRepositories }: Scope): string {
  const actions = actionsFor(access).filter(({ level }) => level === "repository");
  // Most tools ask which layers are there before they pull one.
  const names = new Set(["ecr:BatchCheckLayerAvailability", ...actions.map(({ action }) => action)]);
  const statements = [
    ...(repositories.length > 0 ? [allow(["ecr:GetAuthorizationToken"], ["*"]), allow([...names], repositories)] : []),
    ...(publicRepositories === null
      ? []
      : [allow(["ecr-public:GetAuthorizationToken", "sts:GetServiceBearerToken"], ["*"])]),
    // Anybody may pull a public image: only a push needs more.
    ...(access === "push" && publicRepositories !== null && publicRepositories.length > 0
      ? [allow(publicPush, publicRepositories)]
      : []),
  ];
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

const publicPush = [
  "ecr-public:BatchCheckLayerAvailability",
  "ecr-public:CompleteLayerUpload",
  "ecr-public:InitiateLayerUpload",
  "ecr-public:PutImage",
  "ecr-public:UploadLayerPart",
];

function allow(actions: readonly string[], resources: readonly string[]) {
  return { Effect: "Allow", Action: single(actions), Resource: single(resources) };
}

function single(values: readonly string[]): string | readonly string[] {
  const [first] = values;
  return values.length === 1 && first !== undefined ? first : [...values].sort();
}
