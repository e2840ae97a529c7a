import { execFile } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { exampleWorld, idToken, startFake } from "../../test/fake/index.ts";

/**
 * Fills the compile cache beside a built bundle, by a login to the stand-in, and makes it readable for all and writable
 * for nobody. It holds for this version of Node and this architecture. Node looks for it under the number of the user
 * who runs the bundle: name all that will.
 */
export async function warmCompileCache(folder: string, users: readonly number[]): Promise<void> {
  const cache = join(folder, "compile-cache");
  await rm(cache, { recursive: true, force: true });
  await mkdir(cache, { mode: 0o755 });
  await logIn(join(folder, "gitlab-ecr-launch.cjs"));

  const [filled] = await readdir(cache);
  if (filled === undefined) throw new Error(`${cache} is still empty: others can write it, or something in it`);
  for (const user of users) {
    const copy: string = filled.replace(/-\d+$/, `-${user}`);
    if (copy !== filled) await cp(join(cache, filled), join(cache, copy), { recursive: true });
  }
  const entries = await readdir(cache, { recursive: true, withFileTypes: true });
  for (const entry of entries) await chmod(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o555 : 0o444);
  await chmod(cache, 0o555);
}

async function logIn(program: string): Promise<void> {
  const { world, role } = exampleWorld();
  const fake = await startFake(world, { tls: true });
  const home = await mkdtemp(join(tmpdir(), "gitlab-ecr-warm-"));
  try {
    const env = {
      ...fake.environment,
      HOME: home,
      AWS_REGION: "ap-northeast-1",
      GITLAB_ECR_ROLE_ARN: role.arn,
      GITLAB_OIDC_TOKEN: idToken(world),
    };
    await promisify(execFile)(process.execPath, [program, "login", "--engine", "config"], { env });
  } finally {
    await fake.close();
    await rm(home, { recursive: true });
  }
}

if (import.meta.main) {
  const [folder = "dist", ...users] = process.argv.slice(2);
  await warmCompileCache(folder, users.map(Number));
}
