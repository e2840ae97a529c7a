import { createAws } from "../adapters/aws/index.ts";
import { readJobEnvironment } from "../adapters/gitlab/index.ts";
import { type CredentialsFacts, type CredentialsWorld, getCredentials } from "../commands/get-credentials.ts";
import type { AccessOptions } from "../commands/session-options.ts";
import type { AwsCredentials } from "../core/identity/index.ts";
import type { Invocation } from "./command.ts";
import { loginOptionSpecs, readLoginOptions, secretsOf } from "./login-options.ts";
import { namedFiles } from "./named-files.ts";
import type { OptionReader } from "./option-reader.ts";
import type { OptionSpec } from "./option-spec.ts";
import { endpointVariables, readSessionOptions, sessionOptionSpecs } from "./session-options.ts";
import { tellEndpoints } from "./tell-endpoints.ts";

const {
  engine: _engine,
  configDir: _configDir,
  writeEnv: _writeEnv,
  writeAnnotations: _writeAnnotations,
  ...credentialSpecs
} = loginOptionSpecs;

/** The options of everything that gets credentials: login's, without what is about container tools. */
export const accessOptionSpecs = { ...credentialSpecs, ...sessionOptionSpecs } as const satisfies Record<
  string,
  OptionSpec
>;

/** For `credentials`, `--profile` is what is written; what is read from is AWS_PROFILE alone. */
function profileFor(command: string, options: OptionReader): Partial<AccessOptions["session"]> {
  const value = options.variable("AWS_PROFILE");
  return command === "credentials" ? { profile: value === null ? null : { value, source: "AWS_PROFILE" } } : {};
}

/** Gets credentials as login does, and tells on standard error how. */
export async function performAccess(
  { options, io, output, run }: Invocation,
  command: string,
  check: (options: AccessOptions) => void = () => undefined,
): Promise<{ readonly facts: CredentialsFacts; readonly credentials: AwsCredentials }> {
  const session = { ...readSessionOptions(options, command), ...profileFor(command, options) };
  const access = { ...readLoginOptions([], options, readJobEnvironment(io.environment)), session };
  for (const secret of secretsOf(access)) run.guard(secret);
  check(access);
  const aws = createAws({ ...io.environment, ...endpointVariables(session) }, io.retryClock);
  try {
    tellEndpoints({ STS: aws.endpoints.STS }, output.note);
    const world: CredentialsWorld = {
      aws,
      ...namedFiles(command, run),
      onChoice: ({ warnings }) => run.warn(warnings),
    };
    const got = await getCredentials(access, world, run);
    output.note(`auth: ${got.facts.auth} (${got.facts.because})`);
    run.warn(got.facts.warnings);
    return got;
  } finally {
    aws.close();
  }
}
