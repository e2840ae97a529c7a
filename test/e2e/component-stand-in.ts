import { rename, writeFile } from "node:fs/promises";
import { idToken } from "../fake/index.ts";
import { startCloud } from "./cloud.ts";

// A program for the project's own pipeline: plays AWS and the registry for one job, which reads from a file where they
// are, and what GitLab would have given it. It ends by itself, should the job forget it.

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error("Name the file to write the job's variables to.");
const cloud = await startCloud();
const variables = {
  ...cloud.fake.environment,
  GITLAB_ECR_ROLE_ARN: cloud.role.arn,
  GITLAB_OIDC_TOKEN: idToken(cloud.world),
  AWS_REGION: cloud.world.region,
};
const quoted = (value: string) => `'${value.replaceAll("'", "'\\''")}'`;
const lines = Object.entries(variables).map(([name, value]) => `export ${name}=${quoted(value)}\n`);
await writeFile(`${file}.part`, lines.join(""), { mode: 0o600 });
await rename(`${file}.part`, file);
const end = setTimeout(() => void cloud.close(), 120_000);
process.once("SIGTERM", () => {
  clearTimeout(end);
  void cloud.close();
});
