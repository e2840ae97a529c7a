import { readJobEnvironment } from "../adapters/gitlab/index.ts";
import type { AuditAccess } from "../commands/audit/audit.ts";
import { GitlabEcrError } from "../core/errors/index.ts";
import { parseRoleArn } from "../core/identity/index.ts";
import { performAccess } from "./access-world.ts";
import { ownAuditSpecs } from "./audit-options.ts";
import type { Invocation } from "./command.ts";
import { loginOptionSpecs } from "./login-options.ts";
import type { OptionReader } from "./option-reader.ts";
import type { OptionSpec } from "./option-spec.ts";
import { sessionOptionSpecs } from "./session-options.ts";

/**
 * Credentials for each account: by each role of `--role-arn`, with the ID token where there is one, else through the keys
 * or the session that are there; without a role, those themselves.
 *
 * Throws what getting credentials does; with several roles each failure is told beside its account.
 */
export async function auditAccesses(invocation: Invocation): Promise<readonly AuditAccess[]> {
  const roles = [...new Set(invocation.options.list(ownAuditSpecs.roleArn))];
  const accounts = roles.map((role) => parseRoleArn(role));
  if (roles.length < 2) return [await accessBy(invocation, roles[0] ?? null)];
  const accesses: AuditAccess[] = [];
  // One after the other: each tells how it is come by, and a token or a session is asked for once at a time.
  for (const { arn, accountId } of accounts) accesses.push(await accessOrWhyNot(invocation, arn, accountId));
  return accesses;
}

async function accessOrWhyNot(invocation: Invocation, role: string, account: string): Promise<AuditAccess> {
  try {
    return await accessBy(invocation, role);
  } catch (error) {
    invocation.run.signal.throwIfAborted();
    if (!(error instanceof GitlabEcrError)) throw error;
    return { ok: false, account, error };
  }
}

async function accessBy(invocation: Invocation, role: string | null): Promise<AuditAccess> {
  const { facts, credentials } = await performAccess({ ...invocation, options: optionsFor(invocation, role) }, "audit");
  const { account, identity, region } = facts;
  return { ok: true, target: { account, identity, region, credentials } };
}

// IAM is one for a partition; some region of it says which.
const anyRegion: Readonly<Record<string, string>> = {
  aws: "us-east-1",
  "aws-cn": "cn-north-1",
  "aws-us-gov": "us-gov-west-1",
  "aws-eusc": "eusc-de-east-1",
};

/** The options by which one account's credentials are got, as login understands them. */
function optionsFor({ options, io }: Invocation, role: string | null): OptionReader {
  const [region] = options.list(ownAuditSpecs.region);
  const partition = role?.split(":")[1] ?? "aws";
  const fixed = new Map<string, readonly string[]>([
    [loginOptionSpecs.region.name, [region ?? anyRegion[partition] ?? "us-east-1"]],
    // What narrows a session to pushes isn't for reading an account, and --repository is something else here.
    [sessionOptionSpecs.scope.name, []],
    [sessionOptionSpecs.repository.name, []],
    [sessionOptionSpecs.sessionPolicy.name, []],
    [sessionOptionSpecs.sessionPolicyArn.name, []],
    [loginOptionSpecs.fallback.name, []],
  ]);
  if (role === null) return withFixed(options, fixed.set(loginOptionSpecs.roleArn.name, []));
  if (byToken(options, readJobEnvironment(io.environment).inCi)) {
    return withFixed(options, fixed.set(loginOptionSpecs.roleArn.name, [role]));
  }
  fixed.set(loginOptionSpecs.roleArn.name, []);
  return withFixed(options, fixed.set("chain-role-arn", [...options.list(sessionOptionSpecs.chainRoleArn), role]));
}

/** Whether a role is assumed with the ID token; else with other credentials. */
function byToken(options: OptionReader, inCi: boolean): boolean {
  const method = options.text(loginOptionSpecs.auth) ?? "auto";
  if (method !== "auto") return method === "oidc";
  const variable = options.text(loginOptionSpecs.idTokenEnv) ?? "GITLAB_OIDC_TOKEN";
  if (options.variable(variable) !== null || options.text(loginOptionSpecs.idTokenFile) !== null) return true;
  const keyName = options.text(loginOptionSpecs.accessKeyIdEnv) ?? "AWS_ACCESS_KEY_ID";
  // A job without anything is told what to add for OIDC.
  return inCi && options.variable(keyName) === null;
}

/** Options of which some are given, or taken away. */
function withFixed(options: OptionReader, fixed: ReadonlyMap<string, readonly string[]>): OptionReader {
  const find = (spec: OptionSpec) => {
    const values = fixed.get(spec.name);
    if (values === undefined) return options.find(spec);
    const value = values.at(-1);
    if (value === undefined) return null;
    const given = options.find(spec);
    return { value, source: given?.value === value ? given.source : `--${spec.name}` };
  };
  return {
    ...options,
    find,
    text: (spec) => find(spec)?.value ?? null,
    list: (spec) => fixed.get(spec.name) ?? options.list(spec),
  };
}
