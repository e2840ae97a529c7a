import { rename, writeFile } from "node:fs/promises";
import { idToken } from "../fake/index.ts";
import { startCloud } from "./cloud.ts";

/** Shell lines that set variables, whatever is in them. */
export function exportLines(variables: Readonly<Record<string, string>>): string {
  const quoted = (value: string) => `'${value.replaceAll("'", "'\\''")}'`;
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}=${quoted(value)}\n`)
    .join("");
}

/**
 * Plays AWS and the registry for one job of the project's own pipeline. The job reads from a file where they are, and
 * what GitLab would have given it. Ends by itself after two minutes, should the job forget it.
 */
async function standIn(file: string): Promise<void> {
  const cloud = await startCloud();
  const variables = {
    ...cloud.fake.environment,
    GITLAB_ECR_ROLE_ARN: cloud.role.arn,
    GITLAB_OIDC_TOKEN: idToken(cloud.world),
    AWS_REGION: cloud.world.region,
  };
  await writeFile(`${file}.part`, exportLines(variables), { mode: 0o600 });
  await rename(`${file}.part`, file);
  const end = setTimeout(() => void cloud.close(), 120_000);
  process.once("SIGTERM", () => {
    clearTimeout(end);
    void cloud.close();
  });
}

if (import.meta.main) {
  const [file] = process.argv.slice(2);
  if (file === undefined) throw new Error("Name the file to write the job's variables to.");
  await standIn(file);
}
