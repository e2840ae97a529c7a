import { createAws, createConnections } from "../adapters/aws/index.ts";
import { type GitlabToken, loadGitlab, readIssuerDocument, readRemoteAddress } from "../adapters/gitlab/index.ts";
import { readInputFile } from "../adapters/system/index.ts";
import { lookUpProject } from "../commands/setup-gitlab/look-up-project.ts";
import type { SetupGitlabApi } from "../commands/setup-gitlab/setup-gitlab-world.ts";
import { GitlabEcrError } from "../core/errors/index.ts";
import { type GitlabFacts, type RemoteProject, readGitRemote } from "../core/setup/index.ts";
import type { Invocation } from "./command.ts";
import type { FoundValues } from "./completed-options.ts";
import { setupGitlabSpecs } from "./setup-gitlab-options.ts";
import { setupOptionSpecs } from "./setup-options.ts";
import { heldBack, tokenEnvironment } from "./token-environment.ts";

/** What was found out about GitLab's side before anything is planned. */
export interface GitlabLook {
  /** Values for options that are set nowhere. */
  readonly values: FoundValues;
  readonly remote: RemoteProject | null;
  /** Null without a token, or where GitLab couldn't be asked. */
  readonly facts: GitlabFacts | null;
  readonly api: SetupGitlabApi | null;
  /** Where the token was found; null where there is none. */
  readonly tokenSource: string | null;
  /** Why GitLab wasn't asked, in a sentence; null where it was. */
  readonly unasked: string | null;
  close(): void;
}

const specs = setupOptionSpecs;

/** Looks at the clone's remote and, with a token, at the project. What fails is told, and isn't the end of setup. */
export async function lookAtGitlab(invocation: Invocation): Promise<GitlabLook> {
  const { options, run } = invocation;
  const given = options.text(specs.gitlabUrl);
  const paths = options.list(specs.project);
  const remote = given !== null && paths.length > 0 ? null : await readRemote(invocation, given);
  const url = given ?? remote?.gitlabUrl ?? null;
  const [path, ...others] = paths.length > 0 ? paths : remote === null ? [] : [remote.path];
  const fromRemote = {
    ...(given === null && url !== null ? { [specs.gitlabUrl.name]: [url] } : {}),
    ...(paths.length === 0 && path !== undefined ? { [specs.project.name]: [path] } : {}),
  };
  const nothing = { values: fromRemote, remote, facts: null, api: null, tokenSource: null, close: () => undefined };
  if (url === null || path === undefined)
    return { ...nothing, unasked: "There is no address of GitLab's, or no project." };

  const opened = await open(url, given !== null, invocation);
  if (opened.kind === "closed") return { ...nothing, unasked: opened.why };
  const { api, token, readIssuer, close } = opened;
  run.guard(token.secret);
  const asked = { remote, api, tokenSource: token.source, close };
  try {
    const facts = await lookUpProject({ url, path }, { api, readIssuer }, run);
    const values = { ...fromRemote, ...(others.length === 0 ? valuesOf(facts, invocation) : {}) };
    return { ...asked, values, facts, unasked: null };
  } catch (error) {
    run.signal.throwIfAborted();
    if (!(error instanceof GitlabEcrError)) throw error;
    return { ...asked, values: fromRemote, facts: null, unasked: error.message };
  }
}

async function readRemote({ options, io, run }: Invocation, gitlabUrl: string | null): Promise<RemoteProject | null> {
  const name = options.text(setupGitlabSpecs.remote) ?? "origin";
  const address = await readRemoteAddress(name, io.environment, run.signal);
  return address === null ? null : readGitRemote(address, gitlabUrl);
}

type Opened =
  | { readonly kind: "closed"; readonly why: string }
  | {
      readonly kind: "open";
      readonly api: SetupGitlabApi;
      readonly token: GitlabToken;
      readonly readIssuer: (signal: AbortSignal) => Promise<string | null>;
      close(): void;
    };

async function open(url: string, isGiven: boolean, { io, run }: Invocation): Promise<Opened> {
  const { apiUrlOf, connect, findToken } = await loadGitlab();
  const { environment, homeDir } = io;
  const apiUrl = apiUrlOf(url, "GitLab's address");
  const { host } = new URL(apiUrl);
  const places = {
    environment: tokenEnvironment(host, isGiven, environment),
    homeDir,
    readText: (path: string) => readInputFile(path, "setup", run.signal).catch(() => null),
  };
  const { token } = await findToken(host, places);
  if (token === null) {
    const held = heldBack(places.environment, environment);
    const why = `There is no token for ${host}: neither GITLAB_TOKEN nor one of glab's.`;
    return { kind: "closed", why: held === null ? why : `${why} ${held}` };
  }
  const connections = createConnections(environment);
  const aws = createAws(environment, io.retryClock);
  const readIssuer = async (signal: AbortSignal) => {
    const read = await readIssuerDocument(
      aws.get,
      `${url.replace(/\/+$/, "")}/.well-known/openid-configuration`,
      signal,
    );
    return read.kind === "read" && typeof read.document.issuer === "string" ? read.document.issuer : null;
  };
  const close = () => {
    connections.close();
    aws.close();
  };
  const api = connect({ apiUrl, token, connections, clock: io.retryClock, now: io.now });
  return { kind: "open", api, token, readIssuer, close };
}

/** What the facts say where nothing else does. */
function valuesOf({ url, issuer, project }: GitlabFacts, { options }: Invocation): FoundValues {
  const { defaultBranch, subClaimComponents } = project;
  const noRef = [specs.branch, specs.tag, specs.environment].every((spec) => options.list(spec).length === 0);
  const composed = subClaimComponents !== null && subClaimComponents.join() !== "project_path,ref_type,ref";
  return {
    [specs.projectId.name]: [project.id],
    ...(noRef && defaultBranch !== null ? { [specs.branch.name]: [defaultBranch] } : {}),
    ...(issuer !== null && issuer !== url.replace(/\/+$/, "") ? { [specs.issuerUrl.name]: [issuer] } : {}),
    ...(composed ? { [specs.subComponents.name]: [subClaimComponents.join(",")] } : {}),
  };
}
