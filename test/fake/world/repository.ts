import type { PolicyDocument } from "../policy/evaluate.ts";
import type { Tags } from "./iam.ts";

/** An ECR repository. What is left out has ECR's default. */
export interface Repository {
  name: string;
  region: string;
  createdAt?: Date;
  /** The repository's own policy. */
  policy?: PolicyDocument;
  /** The lifecycle policy's JSON text, as it was put. */
  lifecyclePolicy?: string;
  /** Default: `MUTABLE`. */
  tagMutability?: "MUTABLE" | "IMMUTABLE";
  /** Default: false. */
  scanOnPush?: boolean;
  /** Default: AES256. */
  encryption?: { encryptionType: string; kmsKey?: string };
  tags?: Tags;
  /** What was pushed to it; the registry's front writes it. */
  images?: Image[];
}

/** An image of a repository. */
export interface Image {
  digest: string;
  tags: string[];
  pushedAt: Date;
}
