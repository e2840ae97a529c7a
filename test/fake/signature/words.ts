/** How a service words the refusals of a signature: the Query protocol and JSON differ in codes and statuses. */
export interface SignatureWords {
  service: "sts" | "ecr" | "ecr-public" | "iam" | "s3" | "secretsmanager";
  status: number;
  missing: string;
  incomplete: string;
  mismatch: string;
  unknownKey: string;
  expired: string;
}
