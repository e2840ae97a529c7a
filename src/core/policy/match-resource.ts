import { matchesArn, matchesArnStart } from "./arn.ts";
import type { ListElement, PolicyVersion } from "./policy.ts";
import { resolveText } from "./policy-variables.ts";
import type { RequestContext } from "./request-context.ts";
import { anyOf, not, type Truth } from "./truth.ts";
import { matchesEverything } from "./wildcard.ts";

/**
 * What a request acts on. `none`: the action takes no resource, so only `*` covers it. `unknown`: the ARN wasn't given.
 */
export type RequestResource = { readonly kind: "arn"; readonly arn: string } | { readonly kind: "none" | "unknown" };

/**
 * Whether a statement's `Resource` or `NotResource` covers a resource. A statement with neither (a trust policy, or a
 * repository policy of ECR, where the resource is the repository itself) covers it.
 *
 * Source: IAM User Guide, "IAM JSON policy elements: Resource" and "NotResource".
 */
export function matchesResource(
  element: ListElement<"Resource" | "NotResource"> | null,
  resource: RequestResource,
  version: PolicyVersion,
  context: RequestContext,
): Truth {
  if (element === null) return true;
  const listed = anyOf(element.values.map((value) => matchesOne(value, resource, version, context)));
  return element.element === "Resource" ? listed : not(listed);
}

function matchesOne(value: string, resource: RequestResource, version: PolicyVersion, context: RequestContext): Truth {
  const resolved = resolveText(value, version, context, true);
  if (resolved.kind === "no-value") return false;
  if (resolved.kind === "unknown") return resource.kind === "none" ? false : null;
  if (matchesEverything(resolved.pattern)) return true;
  if (resource.kind === "none") return false;
  const matches = (arn: string) => matchesArn(resolved.pattern, arn) || matchesArnStart(resolved.pattern, arn);
  if (resource.kind === "arn") return matches(resource.arn);
  return anyRepository.some(matches) ? true : null;
}

/** Stand for a repository of which nothing is known but that its partition is the policy's: only wildcards match. */
const anyRepository = ["aws", "aws-cn", "aws-us-gov"].map(
  (partition) => `arn:${partition}:ecr:\u0000:\u0000:repository/\u0000`,
);
