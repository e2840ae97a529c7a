import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  account,
  exampleWorld,
  type Fake,
  type IdTokenOptions,
  idToken,
  inject,
  startDockerRegistry,
  startFake,
  startRegistryFront,
  user,
  type World,
} from "../fake/index.ts";
import { bundlePath } from "./bundle-path.ts";
import { describeWith } from "./require-tool.ts";
import { secretsIn, secretsOf } from "./secrets.ts";

const project = "org/team/cdk/aws-network-cdk";
const given = [
  ...["--gitlab-url", "https://gitlab.com", "--project", project, "--project-id", "20"],
  ...["--account", "455931011959", "--region", "ap-northeast-1", "--repository", "aws-network-cdk"],
  "--create-repository",
];
const roleArn = "arn:aws:iam::455931011959:role/gitlab-ecr-role";

/** An account with nothing in it but an administrator, behind a local server. */
interface Cloud {
  world: World;
  account: World["accounts"][number];
  fake: Fake;
  folder: string;
  /** The administrator's keys. */
  keys: Record<string, string>;
}

let bundle: string;
let cloud: Cloud;

beforeAll(async () => {
  bundle = await bundlePath();
});
beforeEach(async () => {
  cloud = await openCloud();
});
afterEach(() => closeCloud(cloud));

async function openCloud(): Promise<Cloud> {
  const administrator = user({
    name: "administrator",
    policies: [{ Statement: { Effect: "Allow", Action: "*", Resource: "*" } }],
  });
  const own = account({ users: [administrator] });
  const { world } = exampleWorld({ accounts: [own] });
  const [key] = administrator.accessKeys;
  return {
    world,
    account: own,
    fake: await startFake(world),
    folder: await mkdtemp(join(tmpdir(), "gitlab-ecr-setup-")),
    keys: { AWS_ACCESS_KEY_ID: key?.accessKeyId ?? "", AWS_SECRET_ACCESS_KEY: key?.secretAccessKey ?? "" },
  };
}

async function closeCloud({ fake, folder }: Cloud): Promise<void> {
  await fake.close();
  await rm(folder, { recursive: true, force: true });
}

function run(argv: readonly string[], environment: Record<string, string>, { fake, folder }: Cloud = cloud) {
  return execa(process.execPath, [bundle, ...argv], {
    env: { ...fake.environment, PATH: process.env.PATH ?? "", HOME: folder, ...environment },
    extendEnv: false,
    reject: false,
    stdin: "ignore",
  });
}

const apply = (one: Cloud = cloud) => run(["setup", ...given, "--apply", "--yes"], one.keys, one);

/** A login of a job with this token, into a config.json of its own. */
function login(options: IdTokenOptions) {
  return run(["login", "--engine", "config", "--config-dir", join(cloud.folder, "docker")], {
    CI: "true",
    AWS_REGION: "ap-northeast-1",
    GITLAB_ECR_ROLE_ARN: roleArn,
    GITLAB_OIDC_TOKEN: idToken(cloud.world, { issuer: "https://gitlab.com", ...options }),
  });
}

/** What of the account setup can have made. */
const madeIn = ({ account: own }: Cloud) => ({
  providers: own.providers.map(({ url, clientIds, tags }) => ({ url, clientIds, tags })),
  roles: own.roles.map(({ arn, trustPolicy, policies, tags }) => ({ arn, trustPolicy, policies, tags })),
  repositories: own.repositories.map(({ createdAt: _createdAt, ...repository }) => repository),
});

describeWith(["docker-registry"], "what setup --apply makes", () => {
  test("lets the project's job push, and nobody else; --destroy leaves nothing but images", async () => {
    const registry = await startDockerRegistry();
    const front = await startRegistryFront(cloud.world, { upstream: registry.url });
    cloud.world.proxyEndpoint = front.url;
    try {
      expect(await apply()).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("Done, and read back.") });

      const ended = await login({});
      expect([ended.exitCode, ended.stderr]).toMatchObject([0, expect.any(String)]);
      const config = JSON.parse(await readFile(join(cloud.folder, "docker", "config.json"), "utf8")) as {
        auths: Record<string, { auth: string }>;
      };
      expect(await push(front.url, Object.values(config.auths)[0]?.auth ?? "")).toEqual([201, 201, 201]);

      const strangers: [string, IdTokenOptions][] = [
        ["another branch", { ref: "feature" }],
        ["a tag of the branch's name", { refType: "tag" }],
        ["another project", { projectPath: "org/other", claims: { project_id: "21" } }],
        ["a fork", { projectPath: "stranger/aws-network-cdk", claims: { project_id: "99" } }],
        ["a project that took the path over", { claims: { project_id: "99" } }],
        ["another audience", { audience: "https://vault.example.com" }],
        ["another instance", { issuer: "https://gitlab.example.com" }],
      ];
      for (const [who, options] of strangers) {
        const refused = await login(options);
        expect([who, refused.exitCode]).toEqual([who, 3]);
      }

      const destroyed = await run(["setup", ...given, "--destroy", "--yes"], cloud.keys);
      expect(destroyed).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("it holds images") });
      expect(madeIn(cloud)).toMatchObject({ providers: [], roles: [], repositories: [{ name: "aws-network-cdk" }] });
      expect((await login({})).exitCode).toBe(3);
    } finally {
      await front.close();
      await registry.close();
    }
  });
});

describe("setup --apply", () => {
  test("can be taken back wholly, and shows no secret", async () => {
    const made = await apply();
    const again = await apply();
    const gone = await run(["setup", ...given, "--destroy", "--yes"], cloud.keys);
    expect([made.exitCode, again.exitCode, gone.exitCode]).toEqual([0, 0, 0]);
    expect(again.stdout).toContain("Nothing to do.");
    expect(madeIn(cloud)).toEqual({ providers: [], roles: [], repositories: [] });
    const printed = [made, again, gone].flatMap(({ stdout, stderr }) => [stdout, stderr]).join("\n");
    expect(secretsIn(printed, secretsOf(cloud.world))).toEqual([]);
  });

  test("takes credentials of a profile in AWS's shared files", async () => {
    const file = join(cloud.folder, "credentials");
    const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = cloud.keys;
    await writeFile(file, `[admin]\naws_access_key_id=${id}\naws_secret_access_key=${secret}\n`);
    const files = { AWS_SHARED_CREDENTIALS_FILE: file, AWS_EC2_METADATA_DISABLED: "true" };
    const dry = await run(["setup", ...given, "--apply", "--profile", "admin"], files);
    expect(dry).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("as arn:aws:iam::455931011959:user/administrator"),
    });
    const none = await run(["setup", ...given, "--apply", "--profile", "nobody"], files);
    expect(none).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("--profile NAME") });
  });

  // Before the next call is the same moment as after this one.
  test("killed after any call ends in the same when it runs again", async () => {
    await apply();
    const wanted = madeIn(cloud);
    const calls = cloud.world.calls.length;
    expect(calls).toBeGreaterThan(8);
    for (let call = 1; call <= calls; call += 1) {
      const one = await openCloud();
      try {
        const child = apply(one);
        inject(
          one.world,
          { call },
          { kind: "interrupt", when: "after", interrupt: () => void child.kill("SIGKILL") },
          1,
        );
        expect([call, (await child).signal]).toEqual([call, "SIGKILL"]);
        const again = await apply(one);
        expect([call, again.exitCode]).toEqual([call, 0]);
        expect([call, madeIn(one)]).toEqual([call, wanted]);
      } finally {
        await closeCloud(one);
      }
    }
  }, 240_000);
});

/** Pushes an image of one empty layer by the distribution protocol; gives the statuses of its blobs and manifest. */
async function push(registry: string, auth: string): Promise<number[]> {
  const headers = { authorization: `Basic ${auth}` };
  const digestOf = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`;
  const blob = async (text: string) => {
    const started = await fetch(`${registry}/v2/aws-network-cdk/blobs/uploads/`, { method: "POST", headers });
    const place = new URL(started.headers.get("location") ?? "", registry);
    place.searchParams.set("digest", digestOf(text));
    const type = { "content-type": "application/octet-stream" };
    return (await fetch(place, { method: "PUT", headers: { ...headers, ...type }, body: text })).status;
  };
  const [config, layer] = ["{}", "a layer"];
  const descriptor = (mediaType: string, text: string) => ({ mediaType, digest: digestOf(text), size: text.length });
  const mediaType = "application/vnd.oci.image.manifest.v1+json";
  const manifest = {
    schemaVersion: 2,
    mediaType,
    config: descriptor("application/vnd.oci.image.config.v1+json", config),
    layers: [descriptor("application/vnd.oci.image.layer.v1.tar", layer)],
  };
  const statuses = [await blob(config), await blob(layer)];
  const put = await fetch(`${registry}/v2/aws-network-cdk/manifests/e2e`, {
    method: "PUT",
    headers: { ...headers, "content-type": mediaType },
    body: JSON.stringify(manifest),
  });
  return [...statuses, put.status];
}
