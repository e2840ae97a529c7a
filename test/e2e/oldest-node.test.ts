import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type FakeProxy, idToken, startProxy } from "../fake/index.ts";
import { bundlePath } from "./bundle-path.ts";
import { type Cloud, startCloud } from "./cloud.ts";
import { describeWith } from "./require-tool.ts";
import { secretsIn, secretsOf } from "./secrets.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const node = join(root, "tools/oldest-node/node_modules/.bin/node");
const credentials = "builder:correct-horse-battery";
const registry = "455931011959.dkr.ecr.ap-northeast-1.amazonaws.com";
const [sts, ecr] = ["sts.ap-northeast-1.amazonaws.com:443", "api.ecr.ap-northeast-1.amazonaws.com:443"];

describeWith([node], "on the oldest Node that is supported, behind a proxy that asks for a password", () => {
  let cloud: Cloud;
  let proxy: FakeProxy;
  let home: string;
  let token: string;

  beforeEach(async () => {
    cloud = await startCloud({ tls: true });
    cloud.world.proxyEndpoint = undefined;
    proxy = await startProxy(cloud.world, { credentials });
    home = await mkdtemp(join(tmpdir(), "gitlab-ecr-oldest-"));
    token = idToken(cloud.world);
    await copyFile(await bundlePath(), join(home, "gitlab-ecr.cjs"));
    // The company's authorities: that of the proxy, and that of the servers behind NO_PROXY.
    const authorities = await Promise.all(
      [proxy.caFile, cloud.fake.caFile ?? ""].map((file) => readFile(file, "utf8")),
    );
    await writeFile(join(home, "ca.pem"), authorities.join("\n"));
  });
  afterEach(async () => {
    await proxy?.close();
    await cloud?.close();
    await rm(home, { recursive: true, force: true });
  });

  /** Logs in by the ID token with the variables of the proxy and these. */
  async function login(changes: Readonly<Record<string, string>> = {}) {
    const env = {
      PATH: "/nowhere",
      HOME: home,
      CI: "true",
      GITLAB_CI: "true",
      HTTPS_PROXY: proxy.environment.HTTPS_PROXY ?? "",
      AWS_CA_BUNDLE: join(home, "ca.pem"),
      AWS_REGION: cloud.world.region,
      GITLAB_ECR_ROLE_ARN: cloud.role.arn,
      GITLAB_OIDC_TOKEN: token,
      ...changes,
    };
    const args = [join(home, "gitlab-ecr.cjs"), "login", "--engine", "config", "--json"];
    const ended = await execa(node, args, { env, extendEnv: false, reject: false, stdin: "ignore", cwd: home });
    const secrets = [...secretsOf(cloud.world, token), "correct-horse-battery"];
    expect(secretsIn(ended.stdout + ended.stderr, secrets)).toEqual([]);
    const { error } = JSON.parse(ended.stdout) as { error?: { code: string; context: { reason: string } } };
    return { exitCode: ended.exitCode, code: error?.code ?? "ok", reason: error?.context.reason };
  }

  test("it is the version that package.json names as the oldest", async () => {
    const { engines } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
    const { stdout } = await execa(node, ["--version"]);
    expect(`>=${stdout.replace(/^v|\.0$/g, "")}`).toBe(engines.node);
  });

  test("login reaches AWS's own host names through it, and stores what came", async () => {
    expect(await login()).toMatchObject({ exitCode: 0, code: "ok" });
    expect(new Set(proxy.connects)).toEqual(new Set([sts, ecr]));
    const config = JSON.parse(await readFile(join(home, ".docker/config.json"), "utf8"));
    const password = Buffer.from(config.auths[registry].auth, "base64").toString().replace(/^AWS:/, "");
    expect(cloud.world.passwords.map((issued) => issued.password)).toContain(password);
  });

  test.each(["127.0.0.1", "localhost, 127.0.0.1:443, .example.com, 127.0.0.1"])(
    "a host in NO_PROXY is reached directly, the others through it: %s",
    async (NO_PROXY) => {
      const outcome = await login({ NO_PROXY, AWS_ENDPOINT_URL_STS: cloud.fake.endpoints.sts });
      expect(outcome).toMatchObject({ exitCode: 0, code: "ok" });
      expect(proxy.connects).toEqual([ecr]);
    },
  );

  test("NO_PROXY=* is for all hosts", async () => {
    const outcome = await login({ ...cloud.fake.environment, AWS_CA_BUNDLE: join(home, "ca.pem"), NO_PROXY: "*" });
    expect(outcome).toMatchObject({ exitCode: 0, code: "ok" });
    expect(proxy.connects).toEqual([]);
  });

  test("a host beside NO_PROXY is asked of the proxy, which refuses: it is named without its password", async () => {
    const outcome = await login({ NO_PROXY: "127.0.0.2,0.0.1", AWS_ENDPOINT_URL_STS: cloud.fake.endpoints.sts });
    expect(outcome).toMatchObject({ exitCode: 4, code: "proxy" });
    expect(outcome.reason).toContain(` via ${proxy.url}`);
    expect(proxy.connects).toEqual([new URL(cloud.fake.endpoints.sts).host]);
  });

  test("an authority that isn't named is told as TLS, a wrong password as the proxy's", async () => {
    expect(await login({ AWS_CA_BUNDLE: cloud.fake.caFile ?? "" })).toMatchObject({ exitCode: 4, code: "tls" });
    expect(await login({ HTTPS_PROXY: proxy.url })).toMatchObject({ exitCode: 4, code: "proxy" });
  });
});
