import { createLoginStore, shadowedHosts } from "../adapters/containers/index.ts";
import { readTokenFile, writePublicFile } from "../adapters/system/index.ts";
import type { AwsApi } from "../commands/aws-api.ts";
import type { LoginWorld } from "../commands/login.ts";
import type { LoginStore } from "../commands/login-store.ts";
import type { Run } from "../commands/run.ts";
import type { CliIo } from "./io.ts";
import { engineOptionSpecs } from "./login-options.ts";
import type { OptionReader } from "./option-reader.ts";

/** The container tool's store that the options name. Throws `input-invalid` or `unexpanded-variable`. */
export function createStore(options: OptionReader, io: CliIo, jobId: string | null): Promise<LoginStore> {
  return createLoginStore({
    engine: (options.text(engineOptionSpecs.engine) ?? "auto") as "auto" | "docker" | "config",
    configDir: options.text(engineOptionSpecs.configDir) ?? undefined,
    homeDir: io.homeDir,
    jobId: jobId ?? undefined,
    environment: io.environment,
  });
}

/** The world that login works in. Token files are guarded as soon as they are read. */
export function createLoginWorld(
  aws: AwsApi,
  store: LoginStore,
  run: Run,
  onChoice: LoginWorld["onChoice"],
): LoginWorld {
  return {
    aws,
    store,
    onChoice,
    shadowedHosts,
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
}
