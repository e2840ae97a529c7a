import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Program } from "./child-cost.ts";
import type { FakeProcess } from "./fake-process.ts";

/** The programs that log in, each into a configuration folder that isn't there yet. */
export interface Logins {
  readonly cold: Program;
  readonly warm: Program;
  readonly handWritten: Program;
  /** The login to these registries, as cold. */
  to(registries: readonly string[]): Program;
  /** The same by the aws CLI and docker. */
  readonly awsCli: Program;
}

/** The login by what is built in `dist`, with its compile cache filled, and its rivals, against one fake. */
export function loginsAgainst({ environment, awsCliEnvironment }: FakeProcess, dist: string, home: string): Logins {
  const config = join(home, "docker-config");
  const { AWS_CLI = "aws" } = process.env;
  const program = (command: readonly string[], more: Readonly<Record<string, string>> = {}): Program => ({
    command,
    environment: { PATH: process.env.PATH ?? "", HOME: home, DOCKER_CONFIG: config, ...environment, ...more },
    before: () => rm(config, { recursive: true, force: true }),
  });
  const withoutCache = { NODE_DISABLE_COMPILE_CACHE: "1" };
  const login = (file: string) => [process.execPath, join(dist, file), "login", "--engine", "config"];
  return {
    cold: program(login("gitlab-ecr.cjs"), withoutCache),
    warm: program(login("gitlab-ecr-launch.cjs")),
    handWritten: program([process.execPath, here("hand-written-login.cjs")], withoutCache),
    to: (registries) => program([...login("gitlab-ecr.cjs"), ...registries], withoutCache),
    awsCli: program([here("aws-cli-login.sh")], { ...awsCliEnvironment, AWS_CLI }),
  };
}

function here(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}
