import { GitlabEcrError } from "../core/errors/index.ts";
import type { RoleArn, SessionPolicy } from "../core/identity/index.ts";
import { policyLimits, scopePolicy } from "../core/policy/index.ts";
import {
  type AskedRegistry,
  isRepositoryName,
  parseRegistryHost,
  type RegionTarget,
  type RegistryTargets,
} from "../core/registry/index.ts";
import { isNarrowed, type Narrowing } from "./session-options.ts";

/** Where the session's repositories can be. */
export interface NarrowingPlace {
  readonly registries: readonly AskedRegistry[];
  readonly targets: RegistryTargets;
  /** Whether ECR Public is among the registries. */
  readonly usesPublic: boolean;
  /** The role whose session is narrowed; null where there is none, and nothing is narrowed. */
  readonly role: RoleArn | null;
}

/**
 * What is taken away from the session; null where nothing is.
 *
 * Throws `input-invalid` for what can't go together, and `session-policy-invalid` for a policy that AWS wouldn't take.
 */
export async function sessionPolicyOf(
  narrowing: Narrowing,
  place: NarrowingPlace,
  readText: (path: string) => Promise<string>,
): Promise<SessionPolicy | null> {
  const { role } = place;
  if (!isNarrowed(narrowing) || role === null) return null;
  const { scope, repositories, policyFile, policyArns } = narrowing;
  if (scope === null && repositories.length === 0) {
    const document = policyFile === null ? null : compact(await readText(policyFile), policyFile);
    return { document: document === null ? null : checkSize(document), arns: policyArns };
  }
  if (policyFile !== null || policyArns.length > 0) {
    // Session policies add up: a second one would allow more than the scope.
    throw invalid(
      "--scope and --repository make the session policy: --session-policy and --session-policy-arn don't go with them.",
    );
  }
  return { document: checkSize(documentOf(scope ?? "push", repositories, { ...place, role })), arns: [] };
}

function documentOf(
  access: "push" | "pull",
  names: readonly string[],
  place: NarrowingPlace & { readonly role: RoleArn },
): string {
  const wrong = names.find((name) => !isRepositoryName(name));
  if (wrong !== undefined)
    throw invalid(`--repository is ${JSON.stringify(wrong)}, which isn't the name of a repository.`);
  const { registries, role, usesPublic } = place;
  const own = registries.flatMap(({ kind, accountId, region, repository }) =>
    kind === "private" && accountId !== null && region !== null && repository !== null
      ? [arnOf(role, region, accountId, repository)]
      : [],
  );
  // A repository of ECR Public is addressed by its registry's alias and its name.
  const ownPublic = registries.flatMap(({ kind, repository }) =>
    kind === "public" && repository?.includes("/") ? [repository.slice(repository.indexOf("/") + 1)] : [],
  );
  if (names.length + own.length + ownPublic.length === 0) {
    throw invalid("--scope needs the repositories: --repository NAME, or a registry given as a repository's URI.");
  }
  const places = place.targets.regions.flatMap((target) => registriesOf(target, role));
  const all = places.flatMap(({ region, accountId }) => names.map((name) => arnOf(role, region, accountId, name)));
  const publicNames = [...names, ...ownPublic];
  return scopePolicy({
    access,
    repositories: [...new Set([...all, ...own])],
    publicRepositories: usesPublic
      ? publicNames.map((name) => `arn:aws:ecr-public::${role.accountId}:repository/${name}`)
      : null,
  });
}

/** The registries of a region that names count for: those that were asked for, or the role's own. */
function registriesOf({ region, hosts }: RegionTarget, { accountId }: RoleArn) {
  const asked = hosts.flatMap((host) => parseRegistryHost(host)?.accountId ?? []);
  return [...new Set(asked.length > 0 ? asked : [accountId])].map((account) => ({ region, accountId: account }));
}

function arnOf({ partition }: RoleArn, region: string, accountId: string, name: string): string {
  return `arn:${partition}:ecr:${region}:${accountId}:repository/${name}`;
}

/** The policy without the white space that would count. */
function compact(text: string, path: string): string {
  try {
    // Trimming takes the byte order mark away that editors on Windows write.
    const value: unknown = JSON.parse(text.trim());
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return JSON.stringify(value);
  } catch (cause) {
    throw new GitlabEcrError("session-policy-invalid", { reason: `${path} isn't valid JSON` }, { cause });
  }
  throw new GitlabEcrError("session-policy-invalid", { reason: `${path} isn't a JSON object` });
}

function checkSize(document: string): string {
  if (document.length <= policyLimits.session) return document;
  const reason = `it has ${document.length} characters, and AWS takes ${policyLimits.session} at most`;
  throw new GitlabEcrError("session-policy-invalid", { reason, size: document.length, limit: policyLimits.session });
}

function invalid(reason: string): GitlabEcrError {
  return new GitlabEcrError("input-invalid", { reason, command: "login" });
}
