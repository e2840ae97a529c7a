import { readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { idToken, provider, role, signingKey } from "../fake/index.ts";
import { interceptRequests, runCli, temporaryFolder } from "./run-cli.ts";
import { discoveryKey, gitlabUrl, issuerScene, keysKey } from "./setup-issuer-scene.ts";

interceptRequests();

const address = "https://oidc.example.com/gitlab";

/** An instance that AWS can't reach, a web server, and a folder to publish in; there are no AWS credentials. */
async function folderScene() {
  const { world, account } = issuerScene();
  world.sites["https://oidc.example.com/"] = "It works";
  const folder = join(await temporaryFolder(), "public");
  const run = (args: readonly string[] = []) =>
    runCli(world, ["setup", "issuer", "--gitlab-url", gitlabUrl, ...args, "--issuer-url", address]);
  const publish = (...args: string[]) => run(["--publish", folder, ...args]);
  const read = async (name: string) => JSON.parse(await readFile(join(folder, name), "utf8"));
  const upload = async () => {
    for (const name of [discoveryKey, keysKey])
      world.sites[`${address}/${name}`] = await readFile(join(folder, name), "utf8");
  };
  return { world, account, folder, run, publish, read, upload };
}

describe("a publication in a folder", () => {
  test("is written without any call to AWS, and told what is still to do", async () => {
    const { world, publish, read } = await folderScene();
    const ended = await publish();
    expect(ended.status, ended.stderr).toBe(0);
    expect(ended.stdout).toContain("From outside");
    expect(await read(discoveryKey)).toMatchObject({ issuer: address, jwks_uri: `${address}/${keysKey}` });
    expect((await read(keysKey)).keys).toMatchObject([{ kid: "gitlab-key-1" }]);
    expect(world.calls.map(({ operation }) => operation?.split(":")[0])).not.toContain("sts");
  });

  test("lets jobs log in once it is uploaded", async () => {
    const { world, account, publish, upload, run } = await folderScene();
    await publish();
    expect((await run(["--check", "--json"])).json()).toMatchObject({ drift: [{ breaksLogins: true }, {}] });
    await upload();
    const checked = await run(["--check"]);
    expect([checked.status, checked.stdout]).toEqual([0, `✓ ${address} is what ${gitlabUrl} says\n`]);
    const own = provider(address);
    account.providers = [own];
    account.roles = [role({ provider: own })];
    for (const one of world.issuers) one.tokenIssuer = address;
    const environment = {
      GITLAB_OIDC_TOKEN: idToken(world),
      GITLAB_ECR_ROLE_ARN: account.roles[0]?.arn,
      AWS_REGION: "ap-northeast-1",
    };
    expect((await runCli(world, ["login"], { environment })).status).toBe(0);
  });

  test("keeps old keys, and has nothing to do the second time", async () => {
    const { world, publish, read } = await folderScene();
    await publish();
    expect((await publish("--json")).json()).toMatchObject({ applied: false, changes: [] });
    for (const one of world.issuers) one.keys = [signingKey("gitlab-key-2")];
    await publish();
    expect((await read(keysKey)).keys.map(({ kid }: { kid: string }) => kid)).toEqual(["gitlab-key-2", "gitlab-key-1"]);
  });

  test("isn't written with --dry-run", async () => {
    const { publish, read } = await folderScene();
    expect((await publish("--dry-run", "--json")).json()).toMatchObject({ applied: false, drift: null, dryRun: true });
    await expect(read(keysKey)).rejects.toThrow(/ENOENT/);
  });

  test("follows no link in the place of a document", async () => {
    const { folder, publish } = await folderScene();
    await publish();
    const elsewhere = join(folder, "elsewhere");
    await writeFile(elsewhere, "{}");
    await rm(join(folder, keysKey));
    await symlink(elsewhere, join(folder, keysKey));
    expect((await publish()).code()).toBe("input-invalid");
    expect(await readFile(elsewhere, "utf8")).toBe("{}");
  });
});
