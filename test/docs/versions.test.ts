import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = new URL("../..", import.meta.url).pathname;
const page = await readFile(join(root, "docs", "versions.md"), "utf8");

test("Renovate's configuration finds the include block's project, by Renovate's documented way to read components", async () => {
  const [, json = ""] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
  const { registryAliases, packageRules } = JSON.parse(json);
  const readme = await readFile(join(root, "README.md"), "utf8");
  const [, component = ""] = /component: (\S+)/.exec(readme) ?? [];
  const resolved = Object.entries<string>(registryAliases).reduce(
    (text, [alias, host]) => text.replace(alias, host),
    component.replace("@VERSION", "@1.2.3"),
  );
  const [, host, project, version] = /^([\w.-]+)\/(.+)\/[\w-]+@(.+)$/.exec(resolved) ?? [];
  expect([host, version]).toEqual(["gitlab.com", "1.2.3"]);
  expect(packageRules[0].matchPackageNames).toEqual([project]);
});

test("the table of what is supported names tests that are there, and the Node that the package asks for", async () => {
  const paths = [...page.matchAll(/`((?:test\/)?(?:e2e\/|templates)?[\w./-]*(?:\.test\.ts|test\/templates))`/g)].map(
    ([, path = ""]) => (path.startsWith("test/") ? path : `test/e2e/${path}`),
  );
  expect(paths.length).toBeGreaterThan(5);
  for (const path of paths) await expect(stat(join(root, path)), path).resolves.toBeDefined();
  const { engines } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  const [, oldest] = /^\| Node \| ([\d.]+) and newer/m.exec(page) ?? [];
  expect(engines.node).toBe(`>=${oldest}`);
  const tool = JSON.parse(await readFile(join(root, "tools", "oldest-node", "package.json"), "utf8"));
  expect(JSON.stringify(tool)).toContain(`${oldest}.0`);
});
