import { join } from "node:path";
import { createAws, createConnections } from "../adapters/aws/index.ts";
import { loadGitlab, readJobEnvironment } from "../adapters/gitlab/index.ts";
import { type NotesFile, notesFile, readInputFile } from "../adapters/system/index.ts";
import type { RotationCaller } from "../commands/rotate/rotation-options.ts";
import type { KeyPair, RotationTarget, RotationWorld } from "../commands/rotate/rotation-world.ts";
import { GitlabEcrError } from "../core/errors/index.ts";
import type { AwsCredentials } from "../core/identity/index.ts";
import { type GitlabTarget, isGitlabTarget, type TargetSpec } from "../core/rotation/index.ts";
import { Secret } from "../core/secret/index.ts";
import type { Invocation } from "./command.ts";
import { ownRotateSpecs, type RotateRequest } from "./rotate-options.ts";
import { tellEndpoints } from "./tell-endpoints.ts";

/** What a rotation is made with. */
export interface RotateMeans {
  readonly request: RotateRequest & { readonly user: string };
  readonly caller: RotationCaller;
  readonly credentials: AwsCredentials;
  readonly rollback: boolean;
  /** Variables that say the same as options about AWS's endpoints. */
  readonly endpointVariables: Readonly<Record<string, string>>;
}

/** Wires the world for a rotation. `close` ends its connections. */
export async function createRotateWorld(
  invocation: Invocation,
  means: RotateMeans,
): Promise<RotationWorld & { readonly journal: NotesFile; close(): void }> {
  const { io, output } = invocation;
  const { caller, credentials, request } = means;
  const { region } = caller;
  const aws = createAws({ ...io.environment, ...means.endpointVariables }, io.retryClock);
  const opened: { close(): void }[] = [aws];
  const close = () => {
    for (const one of opened) one.close();
  };
  try {
    const api = await aws.loadRotation();
    const { IAM } = api.endpoints;
    const hasSecret = request.targets.some(({ kind }) => kind === "secretsmanager");
    tellEndpoints(hasSecret ? api.endpoints : { IAM }, output.note);
    const common = { region, credentials };
    const user = { ...common, userName: request.user };
    const targets: RotationTarget[] = [];
    for (const spec of request.targets) {
      if (spec.kind === "stdout") targets.push(standardOutput(invocation, request));
      else if (spec.kind === "secretsmanager") {
        const { identity } = caller;
        const { name, secretId } = spec;
        targets.push(
          api.keySecret({ ...common, name, secretId, identity, names: request.names, withPrevious: means.rollback }),
        );
      }
    }
    const ofGitlab = request.targets.filter(isGitlabTarget);
    if (ofGitlab.length > 0) targets.push(...(await gitlabTargets(invocation, request, ofGitlab, opened)));
    return {
      aws: {
        listKeys: (signal) => api.listKeys(user, signal),
        createKey: (signal) => api.createKey(user, signal),
        setKeyActive: (keyId, active, signal) => api.setKeyActive({ ...user, keyId, active }, signal),
        deleteKey: (keyId, signal) => api.deleteKey({ ...user, keyId }, signal),
        identify: (pair, signal) => aws.getCallerIdentity({ region, credentials: credentialsOf(pair) }, signal),
      },
      targets: inOrder(targets, request),
      journal: notesFile(journalPath(invocation, means), "rotate"),
      wait: (milliseconds, signal) => io.retryClock.wait(milliseconds, signal),
      tell: output.note,
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

function inOrder(targets: readonly RotationTarget[], request: RotateRequest): readonly RotationTarget[] {
  const names = request.targets.map(({ name }) => name);
  return targets.toSorted((a, b) => names.indexOf(a.name) - names.indexOf(b.name));
}

function credentialsOf({ id, secret }: KeyPair): AwsCredentials {
  return { accessKeyId: new Secret(id), secretAccessKey: secret, sessionToken: null, expiresAt: null };
}

function journalPath({ options, io }: Invocation, { caller, request }: RotateMeans): string {
  const usual = join(io.homeDir, ".gitlab-ecr", "rotate", `${caller.account}-${request.user}.json`);
  return options.text(ownRotateSpecs.journal) ?? usual;
}

/** Standard output as a target: whoever reads it gets the pair, and nobody can read it back. */
function standardOutput({ output }: Invocation, { names }: RotateRequest): RotationTarget {
  const name = "stdout";
  const place = { name, readable: "nothing", keyId: null, secret: null, previous: null, problem: null } as const;
  const store = async ({ id, secret }: KeyPair) =>
    output.secretDocument(`${names.id}=${id}\n${names.secret}=${secret.reveal()}\n`);
  return { name, read: async () => [{ ...place, store }] };
}

/** Throws `input-invalid` for what standard output isn't the place for. */
export function checkStandardOutput({ options, io }: Invocation, targets: readonly TargetSpec[]): void {
  if (!targets.some(({ kind }) => kind === "stdout")) return;
  const refuse = (reason: string) => new GitlabEcrError("input-invalid", { reason, command: "rotate" });
  if (readJobEnvironment(io.environment).inCi) {
    throw refuse("In a job, everybody who sees its log would see the key: --target stdout is for your own machine.");
  }
  if (options.isOn({ name: "json", value: null, description: "" })) {
    throw refuse("--json prints the result on standard output, and --target stdout the key: choose one of them.");
  }
  const shows = io.stdout.terminal === true && !options.isOn(ownRotateSpecs.dryRun);
  if (shows && !options.isOn(ownRotateSpecs.yes)) {
    throw refuse("This would show the key on a terminal: hand it on through a pipe, or give --yes.");
  }
}

async function gitlabTargets(
  { options, io, run }: Invocation,
  { names }: RotateRequest,
  specs: readonly GitlabTarget[],
  opened: { close(): void }[],
): Promise<readonly RotationTarget[]> {
  const gitlab = await loadGitlab();
  const found = options.find(ownRotateSpecs.gitlabUrl) ?? { value: "https://gitlab.com", source: "--gitlab-url" };
  const apiUrl = gitlab.apiUrlOf(found.value, found.source);
  const { host } = new URL(apiUrl);
  const { environment, homeDir } = io;
  const readText = (path: string) => readInputFile(path, "rotate", run.signal).catch(() => null);
  const { token, looked } = await gitlab.findToken(host, { environment, homeDir, readText });
  if (token === null) {
    const reason = `There is no token for GitLab at ${host}: looked in ${looked.join(", ")}.`;
    const remedy = [
      "Set GITLAB_TOKEN to a token with the scope api, and the role Maintainer (in a group Owner, for the instance an administrator's).",
    ];
    throw new GitlabEcrError("input-invalid", { reason, command: "rotate" }, { remedy });
  }
  run.guard(token.secret);
  const connections = createConnections(environment);
  opened.push(connections);
  const api = gitlab.connect({ apiUrl, token, connections, clock: io.retryClock, now: io.now });
  return specs.map((spec) => gitlab.keyVariables(api, spec, names));
}
