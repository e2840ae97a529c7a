import { createConnections } from "../adapters/aws/index.ts";
import { loadGitlab, readJobEnvironment, type VariableOwner } from "../adapters/gitlab/index.ts";
import { readInputFile } from "../adapters/system/index.ts";
import { type KeyTarget, reserved } from "../commands/setup-apply/make-key.ts";
import { GitlabEcrError } from "../core/errors/index.ts";
import { parseTarget } from "../core/rotation/index.ts";
import { Secret } from "../core/secret/index.ts";
import type { Invocation } from "./command.ts";
import { setupOptionSpecs } from "./setup-options.ts";

/** A target that is open. */
export interface OpenKeyTarget {
  readonly target: KeyTarget;
  /** Whether the key goes to standard output, which then holds nothing else. */
  readonly takesStdout: boolean;
  close(): void;
}

/** Stands in place of the key's id until that is stored. */
const reservation = "gitlab-ecr-setup-makes-a-key";

const names = { id: "AWS_ACCESS_KEY_ID", secret: "AWS_SECRET_ACCESS_KEY" } as const;

/** Opens where a key goes. Throws `input-invalid` for a place where it mustn't go. */
export async function openKeyTarget(invocation: Invocation, text: string, yes: boolean): Promise<OpenKeyTarget> {
  const spec = parseTarget(text);
  switch (spec.kind) {
    case "stdout":
      checkStandardOutput(invocation, yes);
      return {
        // Nobody can look at what was printed once; the caller prints the key, last.
        target: {
          name: "stdout",
          storedId: async () => undefined,
          reserve: async () => undefined,
          store: async () => undefined,
        },
        takesStdout: true,
        close: () => undefined,
      };
    case "secretsmanager":
    case "gitlab-instance":
      throw refuse("--target is gitlab-project:GROUP/PROJECT, gitlab-group:GROUP or stdout here.");
    case "gitlab-project":
    case "gitlab-group":
      return openGitlab(invocation, spec.name, {
        kind: spec.kind === "gitlab-project" ? "project" : "group",
        path: spec.path,
      });
  }
}

function checkStandardOutput({ options, io }: Invocation, yes: boolean): void {
  if (readJobEnvironment(io.environment).inCi) {
    throw refuse("In a job, everybody who sees its log would see the key: --target stdout is for your own machine.");
  }
  if (options.isOn({ name: "json", value: null, description: "" })) {
    throw refuse("--json prints the result on standard output, and --target stdout the key: choose one of them.");
  }
  if (io.stdout.terminal === true && !yes) {
    throw refuse("This would show the key on a terminal: hand it on through a pipe, or give --yes.");
  }
}

/** CI/CD variables of a project or group, for all environments. */
async function openGitlab(
  { options, io, run }: Invocation,
  name: string,
  owner: VariableOwner & { readonly path: string },
): Promise<OpenKeyTarget> {
  const url = options.find(setupOptionSpecs.gitlabUrl);
  if (url === null) throw refuse(`--target ${name} needs the address of GitLab: --gitlab-url URL.`);
  const gitlab = await loadGitlab();
  const apiUrl = gitlab.apiUrlOf(url.value, url.source);
  const { host } = new URL(apiUrl);
  const { environment, homeDir } = io;
  const readText = (path: string) => readInputFile(path, "setup", run.signal).catch(() => null);
  const { token, looked } = await gitlab.findToken(host, { environment, homeDir, readText });
  if (token === null) {
    const reason = `There is no token for GitLab at ${host}: looked in ${looked.join(", ")}.`;
    const remedy = ["Set GITLAB_TOKEN to a token with the scope api, and the role Maintainer (in a group Owner)."];
    throw new GitlabEcrError("input-invalid", { reason, command: "setup" }, { remedy });
  }
  run.guard(token.secret);
  const connections = createConnections(environment);
  const api = gitlab.connect({ apiUrl, token, connections, clock: io.retryClock, now: io.now });
  const read = (key: string) => api.readVariable(owner, { key, environmentScope: "*" }, run.signal);
  const write = async (key: string, value: Secret) => {
    const flags = { value, masked: true, protected: true, raw: true };
    if ((await read(key)) === null) await api.createVariable(owner, { key, ...flags }, run.signal);
    else await api.updateVariable(owner, { key, environmentScope: "*" }, flags, run.signal);
  };
  return {
    takesStdout: false,
    close: () => connections.close(),
    target: {
      name,
      async storedId() {
        const variable = await read(names.id);
        if (variable === null && (await read(names.secret)) !== null) {
          throw refuse(`${name} has ${names.secret}, but no ${names.id}: somebody else's secret isn't written over.`);
        }
        if (variable === null) return null;
        if (variable.value !== null) {
          const id = variable.value.reveal().trim();
          return id === reservation ? reserved : id;
        }
        throw refuse(
          `${names.id} of ${name} is hidden, so that nobody can see whose key it is: make it anew, masked at most.`,
        );
      },
      reserve: () => write(names.id, new Secret(reservation)),
      // The id comes last: where it stands, its secret does.
      async store({ id, secret }) {
        await write(names.secret, secret);
        await write(names.id, new Secret(id));
      },
    },
  };
}

function refuse(reason: string): GitlabEcrError {
  return new GitlabEcrError("input-invalid", { reason, command: "setup" });
}
