import type { AwsOutcome, IssuerReport } from "../../core/diagnosis/index.ts";
import type { TokenReader } from "../auth-inputs.ts";
import type { AwsApi, CredentialsRequest } from "../aws-api.ts";

/** What the online doctor needs of the world. */
export interface DoctorWorld extends TokenReader {
  readonly aws: AwsApi & EcrReads;
  readonly job: JobFacts;
  /** What would store the login. */
  readonly engine: "auto" | "docker" | "config";
  /** Loads IAM's reads, which a login doesn't need. */
  loadIam(): Promise<IamReads>;
  /** The text of a file or, for `-`, of standard input. Throws `input-invalid` where it can't be read. */
  readText(path: string): Promise<string>;
  checkIssuer(
    request: { readonly issuer: string; readonly liveUrl: string | null },
    signal: AbortSignal,
  ): Promise<IssuerReport>;
  inspectTool(host: string, signal: AbortSignal): Promise<ToolFacts>;
  shadowedHosts(dockerAuthConfig: string, hosts: readonly string[]): readonly string[];
  /** GETs a URL; redirects aren't followed. Rejects with the signal's reason only. */
  get(url: URL, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<HttpAnswer>;
  /** Variables that make this machine trust authorities that AWS doesn't, by name. */
  readonly ownAuthorities: readonly string[];
}

/** Where the job runs. */
export interface JobFacts {
  readonly serverUrl: string | null;
  readonly serverVersion: string | null;
  readonly ref: string | null;
  readonly refType: "branch" | "tag";
  readonly refProtected: boolean | null;
  readonly environment: string | null;
}

/** IAM's reads. A failure names the action that wasn't allowed. */
export interface IamReads {
  readRole(
    request: CredentialsRequest & { readonly roleName: string },
    signal: AbortSignal,
  ): Promise<AwsOutcome<RoleFacts>>;
  readProvider(
    request: CredentialsRequest & { readonly arn: string },
    signal: AbortSignal,
  ): Promise<AwsOutcome<{ readonly audiences: readonly string[] }>>;
  readRolePolicies(
    request: CredentialsRequest & { readonly roleName: string; readonly boundaryArn: string | null },
    signal: AbortSignal,
  ): Promise<AwsOutcome<RolePolicies>>;
  simulatePolicy(
    request: CredentialsRequest & {
      readonly sourceArn: string;
      readonly actions: readonly string[];
      readonly resource: string;
    },
    signal: AbortSignal,
  ): Promise<AwsOutcome<readonly { readonly action: string; readonly allowed: boolean }[]>>;
}

/** A role; its trust policy as IAM gave it. */
export interface RoleFacts {
  readonly arn: string;
  readonly createdAt: Date | null;
  /** Seconds. */
  readonly maxSessionDuration: number | null;
  readonly trustPolicy: string;
  readonly boundaryArn: string | null;
}

/** A role's permission policies as IAM gave them. */
export interface RolePolicies {
  readonly identity: readonly string[];
  readonly boundary: string | null;
}

/** ECR's reads. */
export interface EcrReads {
  readRepository(
    request: RepositoryRequest,
    signal: AbortSignal,
  ): Promise<AwsOutcome<{ readonly arn: string; readonly tagMutability: string }>>;
  readRepositoryPolicy(request: RepositoryRequest, signal: AbortSignal): Promise<AwsOutcome<string>>;
}

export interface RepositoryRequest extends CredentialsRequest {
  readonly accountId: string;
  readonly name: string;
}

/** What a container tool would find for a host. */
export interface ToolFacts {
  /** docker's version, empty where it doesn't say, null where docker isn't on PATH. */
  readonly docker: string | null;
  readonly configFile: string;
  readonly helper: string | null;
  readonly helperFound: boolean;
}

/** What a GET came to. */
export type HttpAnswer =
  | { readonly kind: "answer"; readonly status: number; readonly location: string | null; readonly body: string }
  | { readonly kind: "failed"; readonly errorCode: string; readonly reason: string };
