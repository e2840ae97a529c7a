import type { PolicyDocument } from "../policy/evaluate.ts";
import type { Elements } from "../query/xml.ts";
import { Refusal } from "../service.ts";
import { accessKeyIdOf, secretAccessKey, sessionToken } from "../world/identifiers.ts";
import { managedDocument } from "../world/managed-policy.ts";
import { seen } from "../world/settling.ts";
import type { Account, Role, Session, World } from "../world/world.ts";

/** Finds the account and the role that a `RoleArn` names; the role may not exist, the ARN must be one. */
export function roleOf(world: World, roleArn: string): { account: Account | undefined; role: Role | undefined } {
  const match = /^arn:(aws[\w-]*):iam::(\d{12}):role\/(?:[\x21-\x7e]+\/)?[\w+=,.@-]{1,64}$/.exec(roleArn);
  if (match === null) throw new Refusal(400, "ValidationError", "Request ARN is invalid");
  const [, partition, accountId] = match;
  const account = world.accounts.find((candidate) => candidate.partition === partition && candidate.id === accountId);
  const role = account?.roles.find((candidate) => candidate.arn === roleArn);
  return { account, role: seen(world, "services", roleArn, role) };
}

/** Refuses where STS isn't active for the account. */
export function checkRegion(account: Account | undefined, region: string): void {
  if (account?.disabledRegions.includes(region) !== true) return;
  throw new Refusal(
    403,
    "RegionDisabledException",
    `STS is not activated in this region for account:${account.id}. Your account administrator can activate STS in this region using the IAM Console.`,
  );
}

/** The session policies that a form carries: `Policy` and `PolicyArns.member.N.arn`. */
export function sessionPoliciesOf(world: World, form: Record<string, string>): PolicyDocument[] | undefined {
  const arns = Object.entries(form)
    .filter(([name]) => /^PolicyArns\.member\.\d+\.arn$/.test(name))
    .map(([, arn]) => arn);
  if (arns.length > 10) {
    throw new Refusal(
      400,
      "ValidationError",
      `1 validation error detected: Value at 'policyArns' failed to satisfy constraint: Member must have length less than or equal to 10`,
    );
  }
  const managed = arns.map((arn) => {
    const document = managedDocument(world, arn);
    if (document === undefined)
      throw new Refusal(400, "ValidationError", `Policy ${arn} does not exist or is not attachable.`);
    return document;
  });
  const inline = form.Policy === undefined ? [] : [parsePolicy(form.Policy)];
  return managed.length + inline.length === 0 ? undefined : [...inline, ...managed];
}

function parsePolicy(text: string): PolicyDocument {
  const malformed = (message: string, options?: ErrorOptions) =>
    new Refusal(400, "MalformedPolicyDocument", message, options);
  let policy: PolicyDocument;
  try {
    policy = JSON.parse(text) as PolicyDocument;
  } catch (cause) {
    throw malformed("This policy contains invalid Json", { cause });
  }
  if (typeof policy !== "object" || policy === null) throw malformed("Syntax errors in policy.");
  const statements = [policy.Statement ?? []].flat();
  if (statements.length === 0) throw malformed("Syntax errors in policy.");
  for (const statement of statements) {
    if (statement.Principal !== undefined) throw malformed("Policy document should not specify a principal.");
    if (statement.Effect !== "Allow" && statement.Effect !== "Deny") throw malformed("Syntax errors in policy.");
    if (statement.Action === undefined && statement.NotAction === undefined) {
      throw malformed("Policy statement must contain actions.");
    }
    if (statement.Resource === undefined && statement.NotResource === undefined) {
      throw malformed("Policy statement must contain resources.");
    }
  }
  return policy;
}

/** The session's length in seconds; `chained` caps it at an hour. */
export function durationOf(form: Record<string, string>, role: Role, chained: boolean): number {
  const asked = Number(form.DurationSeconds ?? 3600);
  if (chained && asked > 3600) {
    throw new Refusal(
      400,
      "ValidationError",
      "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
    );
  }
  if (asked > role.maxSessionDuration) {
    throw new Refusal(
      400,
      "ValidationError",
      "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    );
  }
  return asked;
}

/** Issues credentials for a role and remembers them. */
export function issueSession(
  world: World,
  given: {
    account: Account;
    role: Role;
    name: string;
    seconds: number;
    sessionPolicies: PolicyDocument[] | undefined;
    region: string;
  },
): Session {
  const { account, role, name, seconds, sessionPolicies, region } = given;
  role.lastUsed = { at: world.now(), region };
  const session: Session = {
    accessKeyId: accessKeyIdOf(account.id, "ASIA"),
    secretAccessKey: secretAccessKey(),
    sessionToken: sessionToken(),
    accountId: account.id,
    arn: `arn:${account.partition}:sts::${account.id}:assumed-role/${role.arn.split("/").at(-1)}/${name}`,
    userId: `${role.id}:${name}`,
    roleArn: role.arn,
    sessionPolicies,
    expiresAt: new Date(Math.floor(world.now().getTime() / 1000 + seconds) * 1000),
  };
  world.sessions.push(session);
  return session;
}

/** A session as the elements that every way to assume a role answers with. */
export function sessionElements(session: Session, policy: string | undefined): Elements {
  return {
    AssumedRoleUser: { AssumedRoleId: session.userId, Arn: session.arn },
    Credentials: {
      AccessKeyId: session.accessKeyId,
      SecretAccessKey: session.secretAccessKey,
      SessionToken: session.sessionToken,
      Expiration: session.expiresAt.toISOString().replace(".000Z", "Z"),
    },
    PackedPolicySize: policy === undefined ? undefined : String(Math.ceil((policy.length / 2048) * 100)),
  };
}
