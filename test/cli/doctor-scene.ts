import { type Example, exampleWorld, idToken, readPolicy } from "../fake/index.ts";
import { type CliOptions, type CliRun, runCli } from "./run-cli.ts";

/** One step of the online doctor as `--json` prints it. */
export interface JsonStep {
  id: string;
  name: string;
  status: string;
  evidence: string[];
  code: string | null;
  cause: string | null;
  remedy: string | null;
}

/** The variables of a job of the example project on branch main, on the example's GitLab. */
export function doctorJob(example: Example, token = idToken(example.world)): Record<string, string> {
  return {
    GITLAB_OIDC_TOKEN: token,
    GITLAB_ECR_ROLE_ARN: example.role.arn,
    AWS_REGION: "ap-northeast-1",
    CI_SERVER_URL: "https://gitlab.example.com",
    CI_SERVER_VERSION: "18.5.0",
    CI_COMMIT_REF_NAME: "main",
    CI_COMMIT_REF_PROTECTED: "true",
  };
}

/** The example's world, where the job's own session may read what the doctor asks for. */
export function readableWorld(): Example {
  const example = exampleWorld();
  example.role.policies.push(readPolicy());
  return example;
}

/** Variables with the example user's keys, who may read and nothing else. */
export function readerKeys({ user }: Example): Record<string, string> {
  const [key] = user.accessKeys;
  if (key === undefined) throw new Error("The example's user has a key.");
  user.policies = [readPolicy()];
  return { AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey };
}

/** Runs the online doctor with --json; gives its steps by id. */
export async function doctor(
  example: Example,
  argv: string[] = [],
  options: CliOptions = {},
): Promise<{ run: CliRun; step: (id: string) => JsonStep; steps: JsonStep[] }> {
  const environment = { ...doctorJob(example), ...options.environment };
  const run = await runCli(example.world, ["doctor", "--json", ...argv], { ...options, environment });
  const { steps } = run.json() as { steps: JsonStep[] };
  const step = (id: string) => {
    const found = steps.find((one) => one.id === id);
    if (found === undefined) throw new Error(`There is no step ${id}.`);
    return found;
  };
  return { run, step, steps };
}
