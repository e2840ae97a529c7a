import { createAws, systemRetryClock } from "../adapters/aws/index.ts";
import { createLoginStore, shadowedHosts } from "../adapters/containers/index.ts";
import { readJobEnvironment } from "../adapters/gitlab/index.ts";
import { readTokenFile, writePublicFile } from "../adapters/system/index.ts";
import { type LoginWorld, login } from "../commands/login.ts";
import type { LoginResult } from "../commands/login-result.ts";
import type { LoginStore } from "../commands/login-store.ts";
import type { Run } from "../commands/run.ts";
import type { CliIo } from "./io.ts";
import { engineOptionSpecs, readLoginOptions, secretsOf } from "./login-options.ts";
import type { OptionReader } from "./option-reader.ts";

/** The parts of the process that are the same for every run. */
export const systemIo = { now: () => new Date(), retryClock: systemRetryClock };

/** The part of the process that commands' worlds are made of. */
export type WorldIo = Pick<CliIo, "environment" | "homeDir" | "retryClock">;

/** What a login tells while it runs. */
export interface LoginListener {
  /** Told of an endpoint that the environment names in place of AWS's. */
  onNote(text: string): void;
  /** Told as soon as it is known how to authenticate. */
  onChoice: LoginWorld["onChoice"];
}

/** Reads login's options, wires the world for it, and logs in. */
export async function performLogin(
  registries: readonly string[],
  options: OptionReader,
  io: WorldIo,
  run: Run,
  listener: LoginListener,
): Promise<LoginResult> {
  const job = readJobEnvironment(io.environment);
  const loginOptions = readLoginOptions(registries, options, job);
  for (const secret of secretsOf(loginOptions)) run.guard(secret);
  const aws = createAws({ ...io.environment }, io.retryClock);
  try {
    for (const [service, endpoint] of Object.entries(aws.endpoints)) {
      if (endpoint !== null) listener.onNote(`custom endpoint for ${service}: ${endpoint.url} (${endpoint.variable})`);
    }
    const store = await createStore(options, io);
    const world: LoginWorld = {
      aws,
      store,
      shadowedHosts,
      onChoice: listener.onChoice,
      async readTokenFile(path) {
        const token = await readTokenFile(path);
        if (token !== null) run.guard(token);
        return token;
      },
      writeEnvFile: (path, variables) => {
        const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`);
        return writePublicFile(path, lines.join(""));
      },
    };
    return await login(loginOptions, world, run);
  } finally {
    aws.close();
  }
}

/** The container tool's store that the options name. Throws `input-invalid` or `unexpanded-variable`. */
export function createStore(options: OptionReader, { environment, homeDir }: WorldIo): Promise<LoginStore> {
  return createLoginStore({
    engine: (options.text(engineOptionSpecs.engine) ?? "auto") as "auto" | "docker" | "config",
    configDir: options.text(engineOptionSpecs.configDir) ?? undefined,
    homeDir,
    jobId: readJobEnvironment(environment).jobId ?? undefined,
    environment,
  });
}
