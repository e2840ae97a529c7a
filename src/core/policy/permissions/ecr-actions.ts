/** What an action of ECR is for, and what fails without it. */
export interface EcrAction {
  readonly action: string;
  /** `registry`: takes no resource and must be allowed on `*`. */
  readonly level: "registry" | "repository";
  readonly needed: readonly ("push" | "pull")[];
  readonly without: string;
}

/**
 * Actions that a push or a pull needs. Sources: Amazon ECR User Guide, "IAM permissions for pushing an image to an
 * Amazon ECR private repository" and "… for pulling …"; AWS Managed Policy Reference,
 * AmazonEC2ContainerRegistryPullOnly, which pulls without BatchCheckLayerAvailability.
 */
export const ecrActions: readonly EcrAction[] = [
  {
    action: "ecr:GetAuthorizationToken",
    level: "registry",
    needed: ["push", "pull"],
    without: "Logging in fails.",
  },
  {
    action: "ecr:BatchCheckLayerAvailability",
    level: "repository",
    needed: ["push"],
    without: "A push fails at its first layer.",
  },
  {
    action: "ecr:InitiateLayerUpload",
    level: "repository",
    needed: ["push"],
    without: "A push fails at its first new layer.",
  },
  {
    action: "ecr:UploadLayerPart",
    level: "repository",
    needed: ["push"],
    without: "A push fails while it uploads a layer.",
  },
  {
    action: "ecr:CompleteLayerUpload",
    level: "repository",
    needed: ["push"],
    without: "A push fails at the end of a layer.",
  },
  {
    action: "ecr:PutImage",
    level: "repository",
    needed: ["push"],
    without: "A push uploads its layers and fails at the tag.",
  },
  {
    action: "ecr:BatchGetImage",
    level: "repository",
    needed: ["push", "pull"],
    without: "A pull fails at the manifest, and so does a push that checks or mounts one.",
  },
  {
    action: "ecr:GetDownloadUrlForLayer",
    level: "repository",
    needed: ["pull"],
    without: "A pull fails at its first layer.",
  },
];

/** Actions that access of a kind needs; `push` includes pull. */
export function actionsFor(access: "push" | "pull"): readonly EcrAction[] {
  return access === "push" ? ecrActions : ecrActions.filter(({ needed }) => needed.includes("pull"));
}
