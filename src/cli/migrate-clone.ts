import { readRemoteAddress } from "../adapters/gitlab/index.ts";
import { type RemoteProject, readGitRemote } from "../core/setup/index.ts";
import type { Invocation } from "./command.ts";
import { completeOptions } from "./completed-options.ts";
import { remoteSource, migrateGitlabSpecs as specs } from "./migrate-gitlab.ts";
import { readPlace } from "./migrate-world.ts";

/**
 * The invocation that takes GitLab's address and the project from the remote `origin` of the pipeline file's clone, where
 * neither option nor variable names them. What is named wins: a remote of another host or project tells nothing then.
 */
export async function withClone(invocation: Invocation): Promise<Invocation> {
  const { positionals, options, io, run } = invocation;
  const url = options.text(specs.gitlabUrl);
  const project = options.text(specs.project);
  if (url !== null && project !== null) return invocation;
  const { folder } = readPlace(positionals[0]);
  const address = await readRemoteAddress("origin", io.environment, run.signal, folder);
  const remote = address === null ? null : remoteAt(address, url);
  if (remote === null || (project !== null && project !== remote.path)) return invocation;
  const found = { [specs.gitlabUrl.name]: [remote.gitlabUrl], [specs.project.name]: [remote.path] };
  return { ...invocation, options: completeOptions(options, found, remoteSource) };
}

function remoteAt(address: string, url: string | null): RemoteProject | null {
  const remote = readGitRemote(address);
  if (remote === null || url === null) return remote;
  return URL.parse(url)?.host === new URL(remote.gitlabUrl).host ? readGitRemote(address, url) : null;
}
