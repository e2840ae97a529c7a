import {
  type EcrAction,
  type PolicyRequest,
  parseArn,
  type RequestContext,
  type RequestPrincipal,
  type RequestResource,
} from "../policy/index.ts";
import type { KnownRepository } from "./known-repositories.ts";
import type { BearingPolicy } from "./policy-views.ts";

/** A user or role with all that bears on what it may do. */
export interface Bearer {
  readonly kind: "user" | "role";
  readonly name: string;
  readonly arn: string;
  readonly account: string | null;
  readonly partition: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly policies: readonly BearingPolicy[];
}

/** The request of a user or role for one action, on a repository or on one of which nothing is known. */
export function requestFor(
  bearer: Bearer,
  { action, level }: EcrAction,
  repository: KnownRepository | null,
): PolicyRequest {
  const resource: RequestResource =
    level === "registry"
      ? { kind: "none" }
      : repository === null
        ? { kind: "unknown" }
        : { kind: "arn", arn: repository.row.arn };
  return { action, resource, principal: principalOf(bearer), context: contextOf(bearer, repository) };
}

function principalOf({ kind, arn, account }: Bearer): RequestPrincipal {
  // A session's name isn't known, so a policy that names a session may name this one.
  return { kind: "aws", account, arn, sessionArn: kind === "user" ? "none" : null };
}

/** A request of which no condition key is known. */
export const nothingKnown: RequestContext = { values: new Map(), absentPrefixes: [], unknownPrefixes: [""] };

/**
 * The keys of a request to ECR that an account's listing tells. Source: IAM User Guide, "AWS global condition context
 * keys". A session can bring tags of its own, so a role's tags aren't known.
 */
function contextOf({ kind, arn, name, account, tags }: Bearer, repository: KnownRepository | null): RequestContext {
  const values = new Map<string, readonly string[] | null>([
    ["aws:principalarn", [arn]],
    ["aws:principaltype", [kind === "user" ? "User" : "AssumedRole"]],
    // ECR has no endpoint without TLS.
    ["aws:securetransport", ["true"]],
    ["aws:principalisawsservice", ["false"]],
    ["aws:viaawsservice", ["false"]],
  ]);
  if (account !== null) values.set("aws:principalaccount", [account]);
  if (kind === "user") {
    values.set("aws:username", [name]);
    for (const [key, value] of Object.entries(tags)) values.set(`aws:principaltag/${key.toLowerCase()}`, [value]);
  } else {
    values.set("aws:username", null);
  }
  const place = repository === null ? null : parseArn(repository.row.arn);
  if (place !== null && place.region !== "\u0000") {
    values.set("aws:requestedregion", [place.region]);
    if (/^\d{12}$/.test(place.account)) values.set("aws:resourceaccount", [place.account]);
  }
  return { values, absentPrefixes: kind === "user" ? ["aws:principaltag/"] : [], unknownPrefixes: [""] };
}
