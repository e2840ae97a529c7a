import { createAws, systemRetryClock } from "../adapters/aws/index.ts";
import { createLoginStore, shadowedHosts } from "../adapters/containers/index.ts";
import { readJobEnvironment } from "../adapters/gitlab/index.ts";
import { homeFolder, writePublicFile } from "../adapters/system/index.ts";
import { type LoginWorld, login } from "../commands/login.ts";
import type { LoginResult } from "../commands/login-result.ts";
import type { EngineName, LoginStore } from "../commands/login-store.ts";
import type { Run } from "../commands/run.ts";
import { parseRegistry } from "../core/registry/index.ts";
import { helperVariables } from "./credential-helper-variables.ts";
import type { CliIo } from "./io.ts";
import { engineOptionSpecs, readLoginOptions, secretsOf } from "./login-options.ts";
import { namedFiles } from "./named-files.ts";
import type { OptionReader } from "./option-reader.ts";
import { endpointVariables, readSessionOptions } from "./session-options.ts";
import { tellEndpoints } from "./tell-endpoints.ts";

/** The parts of the process that are the same for every run. */
export const systemIo = { now: () => new Date(), retryClock: systemRetryClock, homeDir: homeFolder() };

/** The part of the process that commands' worlds are made of. */
export type WorldIo = Pick<CliIo, "environment" | "homeDir" | "retryClock">;

/** What a login tells while it runs. */
export interface LoginListener {
  /** Told of an endpoint that the environment names in place of AWS's, and of waiting for another job. */
  onNote(text: string): void;
  /** Told as soon as it is known how to authenticate. */
  onChoice: LoginWorld["onChoice"];
}

/** Reads login's options, wires the world for it, and logs in. */
export async function performLogin(
  registries: readonly string[],
  options: OptionReader,
  io: WorldIo & { readonly store?: LoginStore },
  run: Run,
  listener: LoginListener,
): Promise<LoginResult> {
  const job = readJobEnvironment(io.environment);
  const store = io.store ?? (await createStore(options, io, helperVariables(options), listener.onNote));
  // The credential helper renews its session while the job runs.
  const jobEnd = store.engine === "helper" ? { endsAt: null } : {};
  const loginOptions = readLoginOptions(registries, options, { ...job, ...jobEnd });
  const session = readSessionOptions(options, "login");
  for (const secret of secretsOf({ ...loginOptions, session })) run.guard(secret);
  const aws = createAws({ ...io.environment, ...endpointVariables(session) }, io.retryClock);
  try {
    const { ECR_PUBLIC, ...endpoints } = aws.endpoints;
    const isAsked = ECR_PUBLIC !== null && registries.some((text) => parseRegistry(text).kind === "public");
    tellEndpoints(isAsked ? { ...endpoints, ECR_PUBLIC } : endpoints, listener.onNote);
    const writeFile = (path: string, text: string) =>
      writePublicFile(path, text, { command: "login", signal: run.signal });
    const world: LoginWorld = {
      aws,
      store,
      shadowedHosts,
      onChoice: listener.onChoice,
      ...namedFiles("login", run),
      writeEnvFile: (path, variables) => {
        const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`);
        return writeFile(path, lines.join(""));
      },
      // Source: GitLab, "artifacts:reports:annotations": lists by title; each member is an external_link.
      writeAnnotations: (path, { fellBack, warnings: [first] }) => {
        const link = { external_link: { label: first?.message, url: io.environment.CI_JOB_URL } };
        return writeFile(path, JSON.stringify(fellBack === null ? {} : { "gitlab-ecr": [link] }));
      },
    };
    return await login({ ...loginOptions, session }, world, run);
  } finally {
    aws.close();
  }
}

/**
 * The container tool's store that the options name. `variables` are a login's options, for the engine `helper`.
 *
 * Throws `input-invalid` or `unexpanded-variable`.
 */
export function createStore(
  options: OptionReader,
  { environment, homeDir }: WorldIo,
  variables: Readonly<Record<string, string>> = {},
  onNote: LoginListener["onNote"] = () => undefined,
): Promise<LoginStore> {
  return createLoginStore({
    engine: (options.text(engineOptionSpecs.engine) ?? "auto") as "auto" | EngineName,
    helperVariables: variables,
    onWait: (folder) => onNote(`waiting for another job that stores its logins in ${folder}`),
    configDir: options.text(engineOptionSpecs.configDir) ?? undefined,
    homeDir,
    jobId: readJobEnvironment(environment).jobId ?? undefined,
    environment,
  });
}
