import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildPrograms } from "../../scripts/build/programs.ts";

const root = new URL("../..", import.meta.url).pathname;
let consumer: string;

/** A project that has installed the package: its files, and ours for what it needs. */
beforeAll(async () => {
  consumer = await mkdtemp(join(tmpdir(), "gitlab-ecr-programs-"));
  const installed = join(consumer, "node_modules/gitlab-ecr");
  await mkdir(join(installed, "dist"), { recursive: true });
  await symlink(join(root, "package.json"), join(installed, "package.json"));
  await symlink(join(root, "node_modules"), join(installed, "node_modules"));
  await buildPrograms(root, join(installed, "dist"));
});
afterAll(() => rm(consumer, { recursive: true, force: true }));

async function run(name: string, text: string): Promise<string> {
  await writeFile(join(consumer, name), text);
  return (await execa(process.execPath, ["--preserve-symlinks", name], { cwd: consumer })).stdout;
}

const use = `
  console.log(parseRegistry("012345678901.eu-west-1").host);
  try { parseRegistry("evil.example.com"); } catch (error) { console.log(error instanceof GitlabEcrError, error.code); }
  login({ environment: { CI: "true" } }).catch(({ code }) => console.log(code));
`;
const said = "012345678901.dkr.ecr.eu-west-1.amazonaws.com\ntrue registry-invalid\ncredentials-missing";

test("an ES module imports it", async () => {
  expect(await run("esm.mjs", `import { GitlabEcrError, login, parseRegistry } from "gitlab-ecr";${use}`)).toBe(said);
});

test("CommonJS requires it", async () => {
  expect(await run("cjs.cjs", `const { GitlabEcrError, login, parseRegistry } = require("gitlab-ecr");${use}`)).toBe(
    said,
  );
});

test("a policy is evaluated as the doctor does", async () => {
  const text = `
    import { evaluateTrustPolicy, lintTrustPolicy } from "gitlab-ecr";
    const statement = { Effect: "Allow", Principal: { Federated: "arn:aws:iam::455931011959:oidc-provider/gitlab.com" },
      Action: "sts:AssumeRoleWithWebIdentity", Condition: { StringEquals: { "gitlab.com:sub": "project_path:g/p:ref_type:branch:ref:main" } } };
    const policy = { Version: "2012-10-17", Statement: statement };
    const claims = { iss: "https://gitlab.com", aud: "sts.amazonaws.com", sub: "project_path:g/p:ref_type:branch:ref:main" };
    console.log(evaluateTrustPolicy(policy, claims).verdict, lintTrustPolicy(JSON.stringify(policy)).grade);
  `;
  expect(await run("policy.mjs", text)).toBe("allow caution");
});

const typed = `import {
    type ErrorCode, auditAccount, evaluateTrustPolicy, findLogins, lintTrustPolicy, login, parseRegistry, planSetup, rewritePipeline,
  } from "gitlab-ecr";
  const host: string | null = parseRegistry("public").host;
  const code: ErrorCode = "trust-denied";
  const verdict: "allow" | "deny" | "unknown" = evaluateTrustPolicy({}, {}).verdict;
  const line: number | undefined = findLogins("")[0]?.line;
  // @ts-expect-error: a registry is named by a text
  parseRegistry(1);
  export const logins = login({ region: "eu-west-1" }).then(({ registries }) => registries[0]?.host);
  export { auditAccount, lintTrustPolicy, planSetup, rewritePipeline };
  export { host, code, verdict, line };`;

test.each([
  ["an ES module, as Node resolves", "typed.mts", ["--module", "nodenext"]],
  ["an ES module, as Node 16 resolved", "typed.mts", ["--module", "node16"]],
  ["CommonJS, which Node 22 lets require it", "typed.cts", ["--module", "nodenext"]],
  ["a bundler's module", "typed.ts", ["--module", "preserve", "--moduleResolution", "bundler"]],
])("TypeScript knows its types in %s", async (_, name, module) => {
  await writeFile(join(consumer, name), typed);
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const options = ["--noEmit", "--strict", "--target", "es2024", "--types", "", "--preserveSymlinks"];
  const result = await execa(process.execPath, [compiler, ...options, ...module, name], {
    cwd: consumer,
    reject: false,
  });
  expect([result.exitCode, result.stdout]).toEqual([0, ""]);
});
