import { parse } from "yaml";
import { startFake } from "./doors/server.ts";
import { idToken } from "./issuer/id-token.ts";
import type { PolicyDocument } from "./policy/evaluate.ts";
import { startRegistryFront } from "./registry/registry-front.ts";
import { account, exampleAccountId, provider, user } from "./world/account.ts";
import { exampleGitlabUrl, issuer } from "./world/issuer.ts";
import { exampleProject, pushPolicy, role, trustPolicy } from "./world/role.ts";
import { type World, world } from "./world/world.ts";

/** A running stand-in, for whoever tests pipelines without AWS. */
export interface StandIn {
  /** What a job needs to talk to it, the job's ID token among it. */
  readonly environment: Readonly<Record<string, string>>;
  /** `127.0.0.1:PORT`: answers `docker login` as ECR's registry does. */
  readonly registry: string;
  close(): Promise<void>;
}

/** What is wrong with a configuration. */
export class StandInConfigError extends Error {}

interface Config {
  readonly issuer: string;
  readonly account: string;
  readonly region: string;
  readonly audiences: readonly string[];
  readonly repositories: readonly string[];
  readonly role: {
    readonly name: string;
    readonly trustPolicy?: PolicyDocument;
    readonly policies: readonly PolicyDocument[];
  };
  /** Null where there is none. */
  readonly user: { readonly name: string; readonly policies: readonly PolicyDocument[] } | null;
  /** A registry without authentication behind the login. */
  readonly upstream?: string;
  readonly job: Job;
}

interface Job {
  readonly project: string;
  readonly ref: string;
  readonly refType: "branch" | "tag";
  readonly refProtected: boolean;
  readonly environment?: string;
  readonly audience?: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/**
 * Starts issuer, STS, ECR, IAM and a registry's login on 127.0.0.1, as a configuration in YAML or JSON says. What it
 * leaves out is as in the examples of the documentation. Throws `StandInConfigError`.
 */
export async function startStandIn(text: string): Promise<StandIn> {
  const config = readConfig(text);
  const theWorld = worldOf(config);
  const { job } = config;
  const token = idToken(theWorld, {
    projectPath: job.project,
    ref: job.ref,
    refType: job.refType,
    refProtected: job.refProtected,
    ...(job.environment === undefined ? {} : { environment: job.environment }),
    ...(job.audience === undefined ? {} : { audience: job.audience }),
    claims: job.claims,
  });
  const fake = await startFake(theWorld);
  const { upstream } = config;
  const front = await startRegistryFront(theWorld, upstream === undefined ? {} : { upstream });
  theWorld.proxyEndpoint = front.url;
  const [key] = theWorld.accounts[0]?.users[0]?.accessKeys ?? [];
  return {
    registry: front.host,
    environment: {
      ...fake.environment,
      AWS_REGION: config.region,
      GITLAB_OIDC_TOKEN: token,
      GITLAB_ECR_ROLE_ARN: `arn:aws:iam::${config.account}:role/${config.role.name}`,
      ...(key && { AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey }),
    },
    async close() {
      await front.close();
      await fake.close();
    },
  };
}

function worldOf({
  issuer: url,
  account: id,
  region,
  audiences,
  repositories,
  role: wanted,
  user: wantedUser,
  job,
}: Config): World {
  const theProvider = provider(url, { accountId: id, clientIds: [...audiences] });
  const host = url.replace(/^https?:\/\//, "");
  const main = {
    [`${host}:aud`]: audiences[0] ?? "",
    [`${host}:sub`]: `project_path:${job.project}:ref_type:branch:ref:main`,
  };
  const trust = wanted.trustPolicy ?? trustPolicy(theProvider, { StringEquals: main });
  const theRole = role({
    provider: theProvider,
    arn: `arn:aws:iam::${id}:role/${wanted.name}`,
    trustPolicy: trust,
    policies: [...wanted.policies],
  });
  const theAccount = account({
    id,
    providers: [theProvider],
    roles: [theRole],
    users:
      wantedUser === null ? [] : [user({ accountId: id, name: wantedUser.name, policies: [...wantedUser.policies] })],
    repositories: repositories.map((name) => ({ name, region })),
  });
  return world({ region, accounts: [theAccount], issuers: [issuer({ url })] });
}

const pullPolicy: PolicyDocument = {
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
    { Effect: "Allow", Action: ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], Resource: "*" },
  ],
};

/** `push`, `pull`, a policy, or a list of those. */
function policiesOf(permissions: unknown, name: string): readonly PolicyDocument[] {
  return (Array.isArray(permissions) ? permissions : [permissions]).map((one: unknown) => {
    if (one === "push") return pushPolicy();
    if (one === "pull") return pullPolicy;
    const policy = typeof one === "string" ? {} : object(one, name);
    if (policy.Statement === undefined) {
      throw new StandInConfigError(`${name} must be push, pull, a policy with its Statement, or a list of those.`);
    }
    return policy as unknown as PolicyDocument;
  });
}

/** `false`, `true` for the examples' user, or what it is called and may do. */
function readUser(value: unknown): Config["user"] {
  if (value === undefined || value === false) return null;
  if (typeof value !== "boolean" && (typeof value !== "object" || value === null)) {
    throw new StandInConfigError("user must be true, false or an object.");
  }
  const fields = value === true ? {} : object(value, "user");
  refuseOthers(fields, ["name", "permissions"], "user.");
  return {
    name: string(fields.name, "user.name", "gitlab-ci"),
    policies: policiesOf(fields.permissions ?? "push", "user.permissions"),
  };
}

function readConfig(text: string): Config {
  let value: unknown;
  try {
    value = parse(text) ?? {};
  } catch (error) {
    throw new StandInConfigError((error as Error).message.split("\n")[0]);
  }
  const fields = object(value, "The configuration");
  refuseOthers(
    fields,
    ["issuer", "account", "region", "audiences", "repositories", "role", "user", "upstream", "job"],
    "",
  );
  const role = object(fields.role ?? {}, "role");
  refuseOthers(role, ["name", "trustPolicy", "permissions"], "role.");
  const accountId = string(fields.account, "account", exampleAccountId);
  if (!/^\d{12}$/.test(accountId)) throw new StandInConfigError("account must be twelve digits, in quotes.");
  return {
    issuer: string(fields.issuer, "issuer", exampleGitlabUrl).replace(/\/$/, ""),
    account: accountId,
    region: string(fields.region, "region", "ap-northeast-1"),
    audiences: strings(fields.audiences, "audiences", ["sts.amazonaws.com"]),
    repositories: strings(fields.repositories, "repositories", ["aws-network-cdk"]),
    role: {
      name: string(role.name, "role.name", "gitlab-ecr-role"),
      ...(role.trustPolicy === undefined
        ? {}
        : { trustPolicy: object(role.trustPolicy, "role.trustPolicy") as unknown as PolicyDocument }),
      policies: policiesOf(role.permissions ?? "push", "role.permissions"),
    },
    user: readUser(fields.user),
    ...(fields.upstream === undefined ? {} : { upstream: string(fields.upstream, "upstream", "") }),
    job: readJob(object(fields.job ?? {}, "job")),
  };
}

function readJob(fields: Readonly<Record<string, unknown>>): Job {
  refuseOthers(fields, ["project", "ref", "refType", "refProtected", "environment", "audience", "claims"], "job.");
  const refType = string(fields.refType, "job.refType", "branch");
  if (refType !== "branch" && refType !== "tag") throw new StandInConfigError("job.refType must be branch or tag.");
  return {
    project: string(fields.project, "job.project", exampleProject),
    ref: string(fields.ref, "job.ref", "main"),
    refType,
    refProtected: boolean(fields.refProtected, "job.refProtected", true),
    ...(fields.environment === undefined ? {} : { environment: string(fields.environment, "job.environment", "") }),
    ...(fields.audience === undefined ? {} : { audience: string(fields.audience, "job.audience", "") }),
    claims: object(fields.claims ?? {}, "job.claims"),
  };
}

function object(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new StandInConfigError(`${name} must be an object.`);
}

function string(value: unknown, name: string, fallback: string): string {
  if (value === undefined) return fallback;
  if (typeof value === "string" && value !== "") return value;
  throw new StandInConfigError(`${name} must be a text, in quotes where it looks like a number.`);
}

function boolean(value: unknown, name: string, fallback: boolean): boolean {
  if (value === undefined) return fallback;
  if (typeof value === "boolean") return value;
  throw new StandInConfigError(`${name} must be true or false.`);
}

function strings(value: unknown, name: string, fallback: readonly string[]): readonly string[] {
  if (value === undefined) return fallback;
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value;
  throw new StandInConfigError(`${name} must be a list of texts.`);
}

function refuseOthers(fields: Readonly<Record<string, unknown>>, known: readonly string[], prefix: string): void {
  const other = Object.keys(fields).find((name) => !known.includes(name));
  if (other === undefined) return;
  throw new StandInConfigError(
    `There is no field ${prefix}${other}; there are ${known.map((name) => prefix + name).join(", ")}.`,
  );
}
