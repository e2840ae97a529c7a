import type { Claims, RoleArn } from "../../core/identity/index.ts";
import { conditionKeyPrefix } from "../../core/identity/index.ts";
import { evaluateTrustPolicy, type TrustResult } from "../../core/policy/index.ts";
import type { IamReads, RoleFacts } from "./doctor-world.ts";
import type { Readers, Reading } from "./readers.ts";

/** The role and its provider as far as they could be read. */
export interface ReadTrust {
  readonly providerArn: string;
  readonly role: Reading<RoleFacts>;
  readonly provider: Reading<{ readonly audiences: readonly string[] }>;
}

/** Reads the role and the provider of the token's issuer, side by side. */
export async function readTrust(
  { role, issuer, region }: { readonly role: RoleArn; readonly issuer: string; readonly region: string },
  { iam, readers }: { readonly iam: IamReads; readonly readers: Readers },
  signal: AbortSignal,
): Promise<ReadTrust> {
  const providerArn = `arn:${role.partition}:iam::${role.accountId}:oidc-provider/${conditionKeyPrefix(issuer)}`;
  const { roleName } = role;
  const [roleReading, provider] = await Promise.all([
    readers.read((credentials) => iam.readRole({ region, credentials, roleName }, signal)),
    readers.read((credentials) => iam.readProvider({ region, credentials, arn: providerArn }, signal)),
  ]);
  return { providerArn, role: roleReading, provider };
}

/** The comparison of a token with a trust policy, with all that is known of role and provider. */
export function compareTrust(
  policy: unknown,
  claims: Claims,
  {
    role,
    read,
    unknownClaims,
  }: {
    readonly role: RoleArn;
    readonly read: ReadTrust | null;
    readonly unknownClaims?: readonly string[] | undefined;
  },
): TrustResult {
  const facts = read?.role.kind === "read" ? read.role.value : null;
  return evaluateTrustPolicy(policy, claims, {
    accountId: role.accountId,
    ...(unknownClaims === undefined ? {} : { unknownClaims }),
    ...(read === null ? {} : { providerArn: read.providerArn }),
    ...(read?.provider.kind === "read" ? { providerAudiences: read.provider.value.audiences } : {}),
    ...(facts?.maxSessionDuration == null ? {} : { maxSessionDuration: facts.maxSessionDuration }),
  });
}
