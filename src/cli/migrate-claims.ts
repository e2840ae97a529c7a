import { readIssuerDocument, readJobFacts } from "../adapters/gitlab/index.ts";
import type { HttpAnswer } from "../commands/doctor/doctor-world.ts";
import type { PrepareEvidence } from "../commands/migrate/prepare-migration.ts";
import { lookUpProject } from "../commands/setup-gitlab/look-up-project.ts";
import { GitlabEcrError } from "../core/errors/index.ts";
import { expectedClaims } from "../core/migration/index.ts";
import { type ProjectFacts, wildcardsAdmit } from "../core/setup/index.ts";
import type { Invocation } from "./command.ts";
import { migrateClaimSpecs as specs } from "./migrate-claim-options.ts";
import { migrateGitlabSpecs, openGitlabIfKnown, readProjectPath } from "./migrate-gitlab.ts";

/** What fetches a discovery document. */
interface Web {
  get(url: URL, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<HttpAnswer>;
}

/**
 * The claims that a job of the project would have, from options, the job's variables and, with a token, GitLab. Throws
 * `input-invalid` where project or branch aren't known, or `sub` can't be foretold.
 */
export async function foretellClaims(
  invocation: Invocation,
  command: string,
  web: Web,
): Promise<Extract<PrepareEvidence, { kind: "claims" }>> {
  const { options } = invocation;
  const path = readProjectPath(invocation, command);
  const url = (options.text(migrateGitlabSpecs.gitlabUrl) ?? "https://gitlab.com").replace(/\/+$/, "");
  const published = await readIssuer(url, web, invocation);
  const known = options.text(specs.issuerUrl) ?? published;
  const issuer = known ?? url;
  const asked = await askGitlab(url, path, invocation, command, published);
  const project = asked.project;
  const place = refOf(project, path, invocation, command);
  const own = ownProject(path, invocation);
  const { claims, unknown, missing } = expectedClaims({
    issuer,
    audience: options.text(specs.audience) ?? "sts.amazonaws.com",
    project: project?.path ?? path,
    projectId: project?.id ?? options.text(specs.projectId) ?? own?.CI_PROJECT_ID ?? null,
    namespaceId: own?.CI_PROJECT_NAMESPACE_ID || null,
    ...place,
    subComponents: project?.subClaimComponents ?? null,
  });
  if (missing.length > 0) {
    const reason = `The project composes sub of ${missing.join(", ")}, too, which only a job of it has.`;
    const remedy = ["Run it in a job of the project that has an ID token: there it tries the token itself."];
    throw new GitlabEcrError("input-invalid", { reason, command }, { remedy });
  }
  const { ref, refType, refProtected } = place;
  const isProtected =
    refProtected === null ? "protected or not isn't known" : refProtected ? "protected" : "unprotected";
  const notes = [
    `a job on the ${refType} ${ref} (${isProtected}) of ${project?.path ?? path}`,
    ...(known === null ? [`iss is taken to be ${url}, whose discovery document couldn't be read`] : []),
    ...(asked.because === null ? [] : [`GitLab wasn't asked for the project: ${asked.because}`]),
    ...(project?.subClaimComponents == null ? ["sub is taken to be composed of project_path, ref_type and ref"] : []),
  ];
  return { kind: "claims", claims, unknown, missing, notes };
}

async function askGitlab(
  url: string,
  path: string,
  invocation: Invocation,
  command: string,
  issuer: string | null,
): Promise<{ readonly project: ProjectFacts | null; readonly because: string | null }> {
  const opened = await openGitlabIfKnown(invocation, command);
  if (typeof opened === "string") return { project: null, because: opened };
  const { run } = invocation;
  try {
    const { api } = opened;
    const { project } = await lookUpProject({ url, path }, { api, readIssuer: async () => issuer }, run);
    return { project, because: null };
  } catch (error) {
    run.signal.throwIfAborted();
    if (!(error instanceof GitlabEcrError)) throw error;
    return { project: null, because: `${error.code}: ${error.message}` };
  } finally {
    opened.close();
  }
}

async function readIssuer(url: string, { get }: Web, { run }: Invocation): Promise<string | null> {
  const read = await readIssuerDocument(get, `${url}/.well-known/openid-configuration`, run.signal);
  return read.kind === "read" && typeof read.document.issuer === "string" ? read.document.issuer : null;
}

function refOf(project: ProjectFacts | null, path: string, invocation: Invocation, command: string) {
  const { options, io } = invocation;
  const own = ownProject(path, invocation);
  const tag = options.text(specs.tag);
  const ref = tag ?? options.text(specs.branch) ?? project?.defaultBranch ?? own?.CI_DEFAULT_BRANCH;
  if (!ref) {
    const reason =
      "Which branch's jobs shall be let in isn't known: --branch NAME, or a token that tells the default branch.";
    throw new GitlabEcrError("input-invalid", { reason, command });
  }
  const refType = tag === null ? ("branch" as const) : ("tag" as const);
  const names = refType === "tag" ? project?.protectedTags : project?.protectedBranches;
  const job = readJobFacts(io.environment);
  const isOwn = own !== null && job.ref === ref && job.refType === refType;
  const refProtected = names == null ? (isOwn ? job.refProtected : null) : wildcardsAdmit(names, ref);
  return { ref, refType, refProtected };
}

/** The job's variables where it is one of this project; null elsewhere. */
function ownProject(path: string, { io: { environment } }: Invocation): Invocation["io"]["environment"] | null {
  return environment.CI_PROJECT_PATH === path ? environment : null;
}
