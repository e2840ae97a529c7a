import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { idToken } from "../fake/index.ts";
import { bundlePath } from "./bundle-path.ts";
import { type Cloud, startCloud } from "./cloud.ts";
import { secretsOf } from "./secrets.ts";
import { startTlsRegistry, type TlsRegistry } from "./tls-registry.ts";

/** What a program came to. */
export interface Ended {
  readonly exitCode: number;
  /** What it wrote, both streams together. */
  readonly output: string;
  readonly stdout: string;
}

/** A job of the example project, with the built programs on PATH and container tools that keep all in its home. */
export interface ToolScene {
  readonly cloud: Cloud;
  readonly registry: TlsRegistry;
  readonly home: string;
  /** The repository that the role may push to, at the registry. */
  readonly image: string;
  /** An image FROM scratch, as an OCI layout: `oci:FOLDER:latest`. */
  readonly layout: string;
  readonly token: string;
  /** Runs a program of the job. */
  run(program: string, args: readonly string[], changes?: Variables): Promise<Ended>;
  /** Every secret so far. */
  secrets(): string[];
  close(): Promise<void>;
}

export type Variables = Readonly<Record<string, string | undefined>>;

/** Starts the stand-in with a real registry behind TLS, and makes the job's home. */
export async function startToolScene({ dockerd = false }: { readonly dockerd?: boolean } = {}): Promise<ToolScene> {
  const cloud = await startCloud({ registry: true, dockerd });
  const registry = await startTlsRegistry(cloud.front);
  cloud.world.proxyEndpoint = registry.url;
  const home = await mkdtemp(join(tmpdir(), "gitlab-ecr-tools-"));
  const bin = join(home, "bin");
  const token = idToken(cloud.world);
  await mkdir(bin);
  await mkdir(join(home, "run"));
  const bundle = await bundlePath();
  await symlink(bundle, join(bin, "gitlab-ecr"));
  await symlink(join(dirname(bundle), "docker-credential-gitlab-ecr.cjs"), join(bin, "docker-credential-gitlab-ecr"));
  await writeFile(join(home, "storage.conf"), storageConf(home));
  const environment = {
    ...cloud.fake.environment,
    PATH: `${bin}:${dirname(process.execPath)}:${process.env.PATH}`,
    HOME: home,
    XDG_RUNTIME_DIR: join(home, "run"),
    CONTAINERS_STORAGE_CONF: join(home, "storage.conf"),
    SSL_CERT_FILE: registry.caFile,
    BUILDAH_ISOLATION: "chroot",
    CI: "true",
    GITLAB_CI: "true",
    CI_JOB_ID: "4711",
    AWS_REGION: cloud.world.region,
    GITLAB_ECR_ROLE_ARN: cloud.role.arn,
    GITLAB_OIDC_TOKEN: token,
    ...(cloud.dockerd && { DOCKER_HOST: cloud.dockerd.host, DOCKER_BUILDKIT: "0" }),
  };
  return {
    cloud,
    registry,
    home,
    image: `${registry.host}/aws-network-cdk`,
    layout: await writeLayout(join(home, "layout")),
    token,
    async run(program, args, changes = {}) {
      const ended = await execa(program, args, {
        env: { ...environment, ...changes },
        extendEnv: false,
        reject: false,
        cwd: home,
        stdin: "ignore",
        all: true,
      });
      return { exitCode: ended.exitCode ?? -1, output: ended.all, stdout: ended.stdout };
    },
    secrets: () => secretsOf(cloud.world, token),
    async close() {
      await registry.close();
      await cloud.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** The vfs driver works everywhere, in containers and without any mount. */
function storageConf(home: string): string {
  const quoted = (folder: string) => JSON.stringify(join(home, folder));
  return `[storage]\ndriver = "vfs"\ngraphroot = ${quoted("images")}\nrunroot = ${quoted("run/images")}\n`;
}

/** Writes an image with one empty layer as an OCI layout. Source: OCI image-layout.md, 1.0. */
async function writeLayout(folder: string): Promise<string> {
  const blobs = join(folder, "blobs", "sha256");
  await mkdir(blobs, { recursive: true });
  const blob = async (mediaType: string, content: string | Buffer) => {
    const digest = createHash("sha256").update(content).digest("hex");
    await writeFile(join(blobs, digest), content);
    return { mediaType, digest: `sha256:${digest}`, size: Buffer.byteLength(content) };
  };
  const type = (name: string) => `application/vnd.oci.image.${name}`;
  const layer = await blob(type("layer.v1.tar"), Buffer.alloc(1024));
  const rootfs = { type: "layers", diff_ids: [layer.digest] };
  const config = await blob(type("config.v1+json"), JSON.stringify({ architecture: "amd64", os: "linux", rootfs }));
  const manifest = await blob(
    type("manifest.v1+json"),
    JSON.stringify({ schemaVersion: 2, mediaType: type("manifest.v1+json"), config, layers: [layer] }),
  );
  const annotations = { "org.opencontainers.image.ref.name": "latest" };
  await writeFile(join(folder, "oci-layout"), '{"imageLayoutVersion":"1.0.0"}');
  await writeFile(
    join(folder, "index.json"),
    JSON.stringify({ schemaVersion: 2, manifests: [{ ...manifest, annotations }] }),
  );
  return `oci:${folder}:latest`;
}
