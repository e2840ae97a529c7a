import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { describe, expect, onTestFinished, test } from "vitest";
import { makeHotImportsStatic } from "../../scripts/build/hot-imports.ts";
import { leaveOut } from "../../scripts/build/left-out.ts";
import { plainErrors } from "../../scripts/build/plain-errors.ts";
import { buildBundle } from "../../scripts/build.ts";

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "gitlab-ecr-build-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

async function plant(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(folder, path, ".."), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

const silent = { bundle: true, write: false, logLevel: "silent", platform: "node" } as const;

test("the same sources give the same bytes", { timeout: 120_000 }, async () => {
  const [one, other] = [await temporaryFolder(), await temporaryFolder()];
  await buildBundle(one);
  await buildBundle(other);
  const names = await readdir(one);
  expect(names).toContain("gitlab-ecr.cjs");
  expect(await readdir(other)).toEqual(names);
  for (const name of names) {
    expect((await readFile(join(one, name))).equals(await readFile(join(other, name))), name).toBe(true);
  }
});

describe("the build fails", () => {
  test("when a module that is left out isn't imported any more", async () => {
    const built = build({ ...silent, stdin: { contents: "" }, plugins: [leaveOut()] });
    await expect(built).rejects.toThrow(/names @aws-sdk\/credential-provider-node\S+, which nothing imports/);
  });

  test("when an import that shall be static isn't there any more", async () => {
    const root = `${await plant({ "src/cli/cli.ts": 'await import("./parse.ts");' })}/`;
    const built = build({ ...silent, entryPoints: [`${root}src/cli/cli.ts`], plugins: [makeHotImportsStatic(root)] });
    await expect(built).rejects.toThrow(/looks in vain for await import\("\.\/parse-arguments\.ts"\)/);
  });

  test("when the SDK registers its errors in another way", async () => {
    const file = "node_modules/@aws-sdk/client-ecr/dist-es/schemas/schemas_0.js";
    const root = await plant({ [file]: "registry.register(ServerException);" });
    const built = build({ ...silent, entryPoints: [join(root, file)], plugins: [plainErrors()] });
    await expect(built).rejects.toThrow(/looks in vain for the errors/);
  });
});
