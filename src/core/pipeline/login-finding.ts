/** How a pipeline gets at Amazon ECR, or lays open what it gets there with. */
export type LoginKind =
  | "get-login-password"
  | "get-login-v1"
  | "docker-login-static"
  | "credential-helper"
  | "kaniko-config"
  | "assume-role-web-identity"
  | "aws-configure"
  | "crane"
  | "podman"
  | "buildah"
  | "skopeo"
  | "docker-auth-config"
  | "literal-keys"
  | "other";

/** One place where a pipeline logs in. It never holds a value that could be secret. */
export interface LoginFinding {
  /** The job or hidden job whose text it is; `default` for `default:`, null for the other global keywords. */
  readonly job: string | null;
  /** First line of the whole command, from 1. */
  readonly line: number;
  /** Last line of the whole command. */
  readonly endLine: number;
  readonly kind: LoginKind;
  /** Host of the registry; null where the file alone doesn't tell it. */
  readonly registry: string | null;
  /** `likely` where what tells ECR from another registry is the name of a variable, or isn't in the file. */
  readonly confidence: "certain" | "likely";
}
