import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  type ContainerLogin,
  createLoginStore,
  type LoginStoreOptions,
} from "../../../src/adapters/containers/index.ts";
import { Secret } from "../../../src/core/secret/index.ts";
import { temporaryFolder } from "../system/temporary-folder.ts";

const programs = join(import.meta.dirname, "programs");

/** A home of the test's own, with the programs that it names on PATH. */
export async function scene(...names: ("docker" | "docker-credential-vault")[]) {
  const root = await temporaryFolder();
  const home = join(root, "home");
  const bin = join(root, "bin");
  mkdirSync(home);
  mkdirSync(bin);
  await symlink(process.execPath, join(bin, "node"));
  for (const name of names) await symlink(join(programs, name), join(bin, name));
  const environment: Record<string, string | undefined> = {
    PATH: bin,
    CALLS: join(root, "calls"),
    VAULT: join(root, "vault.json"),
  };
  const at = (path: string) => join(root, path);
  return {
    root,
    home,
    environment,
    store: (options: Partial<LoginStoreOptions> = {}) =>
      createLoginStore({ engine: "auto", homeDir: home, jobId: "7", environment, ...options }),
    /** Absolute path of something in the scene. */
    at,
    write(path: string, text: string, mode = 0o600) {
      mkdirSync(dirname(at(path)), { recursive: true, mode: 0o700 });
      writeFileSync(at(path), text, { mode });
    },
    read: (path: string) => readFileSync(at(path), "utf8"),
    json: (path: string) => JSON.parse(readFileSync(at(path), "utf8")),
    has: (path: string) => existsSync(at(path)),
    list: (path: string) => readdirSync(at(path)).sort(),
    mode: (path: string) => statSync(at(path)).mode & 0o7777,
    /** How docker was called, in order. */
    calls: () =>
      (existsSync(at("calls")) ? readFileSync(at("calls"), "utf8") : "")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line)),
  };
}

/** A login as ECR gives it. */
export function loginTo(host: string, password = `password of ${host}`): ContainerLogin {
  return { host, username: "AWS", password: new Secret(password) };
}

/** What docker keeps of a login. */
export function entryOf(login: ContainerLogin): { auth: string } {
  return { auth: Buffer.from(`${login.username}:${login.password.reveal()}`).toString("base64") };
}

/** A signal that fires only where something hangs. */
export function patient(): AbortSignal {
  return AbortSignal.timeout(20_000);
}
