import { GitlabEcrError } from "../../errors/index.ts";
import { type Arn, parseArn } from "../arn.ts";
import type { PolicyRequest } from "../evaluate-statement.ts";
import type { Finding } from "../finding.ts";
import type { RequestPrincipal } from "../match-principal.ts";
import type { RequestResource } from "../match-resource.ts";
import { parsePolicy } from "../parse-policy.ts";
import { contextEntries, type RequestContext } from "../request-context.ts";
import type { EvaluateTrustOptions, PermissionDocuments } from "../trust/trust-options.ts";
import type { Verdict } from "../verdict.ts";
import { actionsFor, type EcrAction, ecrActions } from "./ecr-actions.ts";
import { evaluatePermissions, type PermissionPolicies } from "./evaluate-permissions.ts";
import { lintParsedPermissions } from "./lint-permission-policies.ts";

/** Whether a role may push to and pull from a repository. */
export interface PermissionsResult {
  readonly push: Verdict;
  readonly pull: Verdict;
  /** Actions that the access asked for needs and that are denied. */
  readonly missing: readonly string[];
  /** About the permission policies; they don't count for the trust policy's grade. */
  readonly findings: readonly Finding[];
}

/** What `checkPermissions` may be told. */
export type PermissionOptions = Pick<EvaluateTrustOptions, "repository" | "access" | "accountId" | "context">;

/**
 * Whether a role's policies let it push to and pull from a repository, and what is missing. Without a repository,
 * permissions on some repositories only give unknown.
 *
 * @param documents identity policies, or all policies by kind: objects or JSON text
 * @throws GitlabEcrError `input-invalid` for a policy or repository ARN that can't be read
 */
export function checkPermissions(
  documents: readonly unknown[] | PermissionDocuments,
  options: PermissionOptions = {},
): PermissionsResult {
  const given: PermissionDocuments = isList(documents) ? { identity: documents } : documents;
  const policies: PermissionPolicies = {
    identity: given.identity.map(parsePolicy),
    boundary: given.boundary === undefined ? null : parsePolicy(given.boundary),
    session: given.session === undefined ? null : given.session.map(parsePolicy),
    resource: given.repositoryPolicy === undefined ? null : parsePolicy(given.repositoryPolicy),
  };
  const repository = readRepository(options.repository);
  const request = { principal: principalOf(given, options), context: contextOf(options) };
  const verdicts = new Map(
    ecrActions.map((action) => [action, verdictFor(action, policies, { ...request, repository })] as const),
  );
  const access = options.access ?? "push";
  return {
    push: combined("push", verdicts),
    pull: combined("pull", verdicts),
    missing: actionsFor(access)
      .filter((action) => verdicts.get(action) === "deny")
      .map(({ action }) => action),
    findings: lintParsedPermissions(policies.identity, {
      access,
      missingOf: (action) => verdicts.get(action) === "deny",
    }),
  };
}

interface RequestParts {
  readonly principal: RequestPrincipal;
  readonly context: RequestContext;
  readonly repository: RequestResource;
}

function verdictFor(action: EcrAction, policies: PermissionPolicies, parts: RequestParts): Verdict {
  const { principal, context, repository } = parts;
  const onRegistry = action.level === "registry";
  const request: PolicyRequest = {
    action: action.action,
    resource: onRegistry ? { kind: "none" } : repository,
    principal,
    context,
  };
  return evaluatePermissions(onRegistry ? { ...policies, resource: null } : policies, request).verdict;
}

function combined(access: "push" | "pull", verdicts: ReadonlyMap<EcrAction, Verdict>): Verdict {
  const needed = [...verdicts].filter(([{ needed }]) => needed.includes(access)).map(([, verdict]) => verdict);
  if (needed.includes("deny")) return "deny";
  return needed.includes("unknown") ? "unknown" : "allow";
}

function readRepository(arn: string | undefined): RequestResource {
  if (arn === undefined) return { kind: "unknown" };
  const parsed = parseArn(arn);
  if (parsed?.service === "ecr" && parsed.resource.startsWith("repository/")) return { kind: "arn", arn };
  const reason = `${arn} isn't the ARN of an ECR repository, arn:aws:ecr:REGION:ACCOUNT:repository/NAME`;
  throw new GitlabEcrError("input-invalid", { reason });
}

/** The role's session. Without an account of its own, it is taken to be in the repository's. */
function principalOf(given: PermissionDocuments, options: PermissionOptions): RequestPrincipal {
  const role = given.roleArn === undefined ? null : parseArn(given.roleArn);
  const repositoryAccount = options.repository === undefined ? null : (parseArn(options.repository)?.account ?? null);
  return {
    kind: "aws",
    account: role?.account ?? options.accountId ?? repositoryAccount,
    arn: given.roleArn ?? null,
    sessionArn: role === null || given.sessionName === undefined ? null : sessionArnOf(role, given.sessionName),
  };
}

function sessionArnOf({ partition, account, resource }: Arn, sessionName: string): string {
  return `arn:${partition}:sts::${account}:assumed-role/${resource.split("/").at(-1) ?? ""}/${sessionName}`;
}

/** Of the keys of a request to ECR nothing is known but what was given. */
function contextOf(options: PermissionOptions): RequestContext {
  return { values: new Map(contextEntries(options.context ?? {})), absentPrefixes: [], unknownPrefixes: [""] };
}

function isList(documents: readonly unknown[] | PermissionDocuments): documents is readonly unknown[] {
  return Array.isArray(documents);
}
