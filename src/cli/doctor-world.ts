import { createAws } from "../adapters/aws/index.ts";
import { inspectTool, shadowedHosts } from "../adapters/containers/index.ts";
import { checkIssuer, readJobFacts } from "../adapters/gitlab/index.ts";
import type { DoctorWorld } from "../commands/doctor/doctor-world.ts";
import type { Run } from "../commands/run.ts";
import { readEndpointKind } from "./doctor-options.ts";
import type { CliIo } from "./io.ts";
import { engineOptionSpecs } from "./login-options.ts";
import { namedFiles } from "./named-files.ts";
import type { OptionReader } from "./option-reader.ts";
import type { tellEndpoints } from "./tell-endpoints.ts";

/** Wires the world for the online doctor. `close` ends its connections. */
export function createDoctorWorld(
  options: OptionReader,
  io: CliIo,
  run: Run,
): DoctorWorld & { close(): void; readonly endpoints: Parameters<typeof tellEndpoints>[0] } {
  const { fips, dualstack } = readEndpointKind(options);
  const environment: NodeJS.ProcessEnv = {
    ...io.environment,
    AWS_USE_FIPS_ENDPOINT: String(fips),
    AWS_USE_DUALSTACK_ENDPOINT: String(dualstack),
  };
  const aws = createAws(environment, io.retryClock);
  const { STS, ECR } = aws.endpoints;
  const own = options.text(engineOptionSpecs.configDir);
  const files = namedFiles("doctor", run);
  const home = `${io.homeDir}/.docker`;
  return {
    aws,
    endpoints: { STS, ECR },
    job: readJobFacts(environment),
    engine: (options.text(engineOptionSpecs.engine) ?? "auto") as DoctorWorld["engine"],
    loadIam: aws.loadIam,
    get: aws.get,
    shadowedHosts,
    checkIssuer: (request, signal) => checkIssuer(aws.get, request, signal),
    // The first login of a job seeds its own folder from the user's.
    inspectTool: (host, signal) => inspectTool({ folders: [own ?? home, home], host }, environment, signal),
    ownAuthorities: ["AWS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"].filter((name) => environment[name]),
    readText: (path) => (path === "-" ? io.readStdin() : files.readText(path)),
    readTokenFile: files.readTokenFile,
    close: aws.close,
  };
}
