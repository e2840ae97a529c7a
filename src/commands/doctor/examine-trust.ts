import { type Step, skipped, unclear } from "../../core/diagnosis/index.ts";
import type { GitlabEcrError } from "../../core/errors/index.ts";
import type { TrustResult } from "../../core/policy/index.ts";
import { attempt } from "./attempt.ts";
import type { Case } from "./case.ts";
import type { IamReads, RoleFacts } from "./doctor-world.ts";
import { readPolicy } from "./read-policy.ts";
import { compareTrust, type ReadTrust, readTrust } from "./read-trust.ts";
import type { Readers } from "./readers.ts";
import { howToRead } from "./steps/how-to-read.ts";
import { providerStep } from "./steps/provider-step.ts";
import { roleStep } from "./steps/role-step.ts";
import { trustStep } from "./steps/trust-step.ts";

/** Provider, role and trust policy. */
export interface ExaminedTrust {
  readonly steps: readonly Step[];
  readonly result: TrustResult | null;
  /** Null where it couldn't be read. */
  readonly role: RoleFacts | null;
}

type ExchangeError = GitlabEcrError | null | undefined;

/** Reads provider and role, and compares the token with the role's trust policy, or with the copy that was given. */
export async function examineTrust(
  found: Case,
  exchangeError: ExchangeError,
  reads: { readonly iam: IamReads; readonly readers: Readers },
): Promise<ExaminedTrust> {
  const { way, options, run, region } = found;
  if (way.method !== "oidc" && way.method !== "claims") {
    const steps = (["provider", "role", "trust"] as const).map((id) =>
      skipped(id, `${way.method} credentials need none`),
    );
    return { steps, result: null, role: null };
  }
  const { role, claims } = way;
  const issuer = String(claims.iss);
  const collected: { read: ReadTrust | null; result: TrustResult | null } = { read: null, result: null };
  const provider = await attempt("provider", run, async () => {
    const read = await readTrust({ role, issuer, region }, reads, run.signal);
    collected.read = read;
    const { providerArn } = read;
    return providerStep({
      role,
      claims: { ...claims, iss: issuer },
      providerArn,
      reading: read.provider,
      exchangeError,
    });
  });
  const { read } = collected;
  const durationSeconds = options.login.durationSeconds;
  const roleResult =
    read === null
      ? skipped("role", "nothing could be read")
      : roleStep({ role, reading: read.role, durationSeconds, now: run.now(), exchangeError });
  const trust = await attempt("trust", run, async () => {
    const policy = await policyOf(found, read);
    if (policy === null) return withoutPolicy(read, role.arn, exchangeError);
    collected.result = compareTrust(policy.document, claims, {
      role,
      read,
      unknownClaims: way.method === "claims" ? way.unknownClaims : undefined,
    });
    return trustStep({ role, result: collected.result, source: policy.source, exchangeError });
  });
  return {
    steps: [provider, roleResult, trust],
    result: collected.result,
    role: read?.role.kind === "read" ? read.role.value : null,
  };
}

async function policyOf(
  { options, world }: Case,
  read: ReadTrust | null,
): Promise<{ readonly document: unknown; readonly source: string } | null> {
  if (read?.role.kind === "read") {
    return { document: read.role.value.trustPolicy, source: `IAM, read with ${read.role.by}` };
  }
  const path = options.trustPolicy;
  if (path === null) return null;
  return { document: readPolicy(await world.readText(path), path, "--trust-policy"), source: path };
}

function withoutPolicy(read: ReadTrust | null, roleArn: string, exchangeError: ExchangeError): Step {
  if (read?.role.kind === "absent") return skipped("trust", "there is no such role");
  const proof = exchangeError === null ? ["the exchange shows that it admits this job"] : [];
  if (read?.role.kind !== "unreadable") return unclear("trust", "it can't be read from here", null, proof);
  const remedy = `${howToRead(read.role, roleArn)} Or give the doctor a copy of the policy: gitlab-ecr doctor --trust-policy FILE.`;
  return unclear("trust", "it can't be read from here", remedy, [...proof, ...read.role.tried]);
}
