import { lintTrustPolicy, policyLimits } from "../policy/index.ts";
import { partitionOfRegion } from "../registry/index.ts";
import { permissionsPolicy, repositoryPolicy } from "./permissions-policy.ts";
import type { PolicyDocument } from "./policy-document.ts";
import { isComposed, type ReadGitlab, readGitlab } from "./read-gitlab.ts";
import { readIdentity, readSessionDuration, readTags } from "./read-identity.ts";
import { readGitlabUrl } from "./read-issuer.ts";
import { readRepositories } from "./read-repositories.ts";
import { quoted, refuse } from "./refuse.ts";
import type { ProviderPlan, RepositoryPlan, RolePlan, SetupPlan } from "./setup-plan.ts";
import type { SetupRequest } from "./setup-request.ts";
import { trustPolicy } from "./trust-policy.ts";

/**
 * Everything that shall be there in AWS for GitLab's jobs to use ECR: an OIDC provider and a role, or a user, and
 * repositories where wanted. Without wishes to the contrary, the trust is the tightest that the issuer allows; how
 * tight that is, `grade` and `findings` say.
 *
 * @throws GitlabEcrError `input-invalid` for a wish that AWS or GitLab can't fulfil, with what to do instead
 */
export function planSetup(request: SetupRequest): SetupPlan {
  const access = request.access ?? "push";
  const partition = readPlace(request);
  const tags = readTags(request.resourceTags);
  const repositories = readRepositories(request, partition, tags);
  const identity = readIdentity(request, partition, permissionsPolicy(access, repositories));
  const common = {
    identity: request.identity ?? "oidc",
    access,
    account: request.accountId,
    region: request.region,
    partition,
    repositories,
    repositoryPolicy: acrossAccounts(request, access, identity.arn, repositories),
  };
  if (common.identity === "user") {
    refuseForUser(request);
    const user = { ...identity, tags };
    return {
      ...common,
      gitlab: null,
      provider: null,
      role: null,
      user,
      grade: null,
      findings: [],
      notes: keyNotes(request),
    };
  }
  const gitlab = readGitlab(request);
  const provider: ProviderPlan = {
    url: gitlab.issuer,
    arn: `arn:${partition}:iam::${request.accountId}:oidc-provider/${gitlab.view.prefix}`,
    audiences: [gitlab.audience],
    tags,
  };
  const role: RolePlan = {
    ...identity,
    description: "Lets jobs of GitLab use Amazon ECR; made by gitlab-ecr setup",
    maxSessionDuration: readSessionDuration(request.maxSessionDuration),
    tags,
    trustPolicy: trustPolicy(gitlab, provider.arn),
  };
  checkSize(role.trustPolicy);
  const { grade, findings } = lintTrustPolicy(role.trustPolicy, {
    issuer: gitlab.issuer,
    providerAudiences: provider.audiences,
    accountId: request.accountId,
    providerArn: provider.arn,
    maxSessionDuration: role.maxSessionDuration,
  });
  const { view: _view, components: _components, ...shown } = gitlab;
  return { ...common, gitlab: shown, provider, role, user: null, grade, findings, notes: notesOn(gitlab, request) };
}

/** Checks account and region, and tells the partition. */
function readPlace({ accountId, registryAccountId, region }: SetupRequest) {
  for (const id of [accountId, registryAccountId]) {
    if (id !== undefined && !/^\d{12}$/.test(id)) {
      throw refuse(`${quoted(id)} isn't an account id: it has 12 digits, leading zeros included.`);
    }
  }
  const partition = partitionOfRegion(region);
  if (partition === null) throw refuse(`${quoted(region)} isn't an AWS region.`);
  return partition.name;
}

function acrossAccounts(
  { accountId, registryAccountId }: SetupRequest,
  access: SetupPlan["access"],
  arn: string,
  repositories: readonly RepositoryPlan[],
): PolicyDocument | null {
  const elsewhere = registryAccountId !== undefined && registryAccountId !== accountId && repositories.length > 0;
  if (!elsewhere) return null;
  if (access !== "audit") return repositoryPolicy(access, arn);
  throw refuse("An audit reads one account: that of its role.", "Leave --registry-account out.");
}

function refuseForUser(request: SetupRequest): void {
  const { branches = [], tags = [], environments = [], protectedOnly = false, maxSessionDuration } = request;
  if (branches.length + tags.length + environments.length > 0 || protectedOnly) {
    throw refuse(
      "Who holds a user's key can use it on every branch and from everywhere: AWS can't limit it to a branch, tag or environment.",
      "Take a role (--identity oidc), or leave the limits out and protect the CI/CD variable in GitLab.",
    );
  }
  if (maxSessionDuration !== undefined) throw refuse("A user has no sessions.", "Leave --max-session-duration out.");
  const { issuer, audience, subComponents } = request;
  if (issuer === undefined && audience === undefined && subComponents === undefined) return;
  throw refuse("A user has no ID tokens.", "Leave --issuer-url, --audience and --sub-components out.");
}

function checkSize(trust: PolicyDocument): void {
  const size = JSON.stringify(trust).length;
  if (size <= policyLimits.trustRaised) return;
  throw refuse(
    `The trust policy has ${size} characters; IAM takes ${policyLimits.trust}, and ${policyLimits.trustRaised} where the quota was raised.`,
    "Split the projects or branches among several roles.",
  );
}

function keyNotes({ gitlabUrl, projects = [] }: SetupRequest): string[] {
  const pages = gitlabUrl === undefined ? [] : projects.map(({ path }) => settingsPage(readGitlabUrl(gitlabUrl), path));
  const where = pages.length === 0 ? "CI/CD variables" : `the CI/CD variables at ${pages.join(", ")}`;
  return [
    `No access key is made here: its secret would lie in a file or a log. Make it last, and put it straight into ${where}.`,
    "A role for ID tokens (--identity oidc) has no key to keep, rotate or leak.",
  ];
}

function settingsPage(url: string, path: string): string {
  return `${url}/${path}/-/settings/ci_cd`;
}

function notesOn(gitlab: ReadGitlab, request: SetupRequest): string[] {
  const { view, components, projects } = gitlab;
  const notes: string[] = [];
  const noRefGiven = [request.branches, request.tags, request.environments].every((names) => !names?.length);
  if (noRefGiven) notes.push("Only the branch main is admitted; --branch and --tag name others.");
  const byId = view.claims.includes("project_id") || components.includes("project_id");
  const ids = projects.filter(({ id }) => id !== null).map(({ id }) => id);
  if (!byId && ids.length > 0) {
    notes.push(
      `The id ${ids.join(", ")} isn't in the trust policy: AWS sees only sub, aud and amr of ${view.prefix}, and sub names the path. Compose sub with project_id, and give --sub-components project_id,ref_type,ref.`,
    );
  }
  if (view.claims.includes("project_id") && ids.length < projects.length) {
    notes.push("With --project-id the role stays this project's, whoever takes its path over.");
  }
  if (isComposed(gitlab)) {
    const list = JSON.stringify(components);
    notes.push(
      `The role admits nobody until ci_id_token_sub_claim_components of ${projects.map(({ path }) => path).join(", ")} is ${list}.`,
    );
  }
  if (components.includes("environment")) {
    notes.push(
      "Check that this GitLab takes environment in ci_id_token_sub_claim_components: the documented ones of 18.7 are environment_protected and deployment_tier.",
    );
  }
  return notes;
}
