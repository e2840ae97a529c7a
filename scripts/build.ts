import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type BuildOptions, type BuildResult, build, type Plugin } from "esbuild";
import {
  addNamesTaken,
  bundleBanner,
  bundleEntry,
  chunkBanner,
  chunkFile,
  chunkFooter,
  cutChunks,
  leaveToBundle,
  noNames,
  type TakenNames,
  takeFromBundle,
} from "./build/chunks.ts";
import { makeHotImportsStatic } from "./build/hot-imports.ts";
import { leaveOut } from "./build/left-out.ts";
import { noticesOf, packagesIn } from "./build/packages.ts";
import { plainErrors } from "./build/plain-errors.ts";
import { buildPrograms } from "./build/programs.ts";
import { versionsOnly } from "./build/versions-only.ts";

const root = new URL("..", import.meta.url).pathname;

/**
 * Builds `dist/`: the bundle that a job downloads and that `gitlab-ecr` runs, and the chunks beside it. The same sources
 * give the same bytes, in whatever folder. Gives the folders of the packages whose code is in them.
 */
export async function buildBundle(folder: string = join(root, "dist")): Promise<readonly string[]> {
  const chunks = new Set<string>();
  const inBundle = modulesIn(await bundleWith(noNames(), chunks));
  const taken = noNames();
  // What a chunk imports dynamically is added while this goes through them.
  for (const module of chunks) addNamesTaken(codeOf(await readChunk(module, inBundle, chunks)), taken);
  const files = new Map<string, string>();
  const packages = new Set<string>();
  const add = (name: string, built: Built) => {
    files.set(name, codeOf(built));
    for (const one of packagesIn(built.metafile)) packages.add(one);
  };
  for (const module of chunks) add(chunkFile(module), await chunkOf(module, inBundle, taken));
  add("gitlab-ecr.cjs", await bundleWith(taken, chunks));
  add("gitlab-ecr-launch.cjs", await launcher());
  add("docker-credential-gitlab-ecr.cjs", await credentialHelper());
  const held = [...packages].sort();
  files.set(noticesFile, await noticesOf(root, held));

  await mkdir(folder, { recursive: true });
  for (const [name, code] of files) {
    // Whoever runs the bundle while it is built sees the whole file or none.
    const aside = join(folder, `.${name}.${process.pid}`);
    await writeFile(aside, code, { mode: code.startsWith("#!") ? 0o755 : 0o644 });
    await rename(aside, join(folder, name));
  }
  const before = (await readdir(folder)).filter((name) => name.endsWith(".cjs") && !files.has(name));
  await Promise.all(before.map((name) => rm(join(folder, name), { force: true })));
  return held;
}

const noticesFile = "THIRD-PARTY-LICENSES.txt";

type Built = BuildResult<{ write: false; metafile: true }>;

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node22.21",
  format: "cjs",
  mainFields: ["module", "main"],
  minify: true,
  legalComments: "none",
  logLevel: "warning",
  write: false,
  metafile: true,
} as const satisfies BuildOptions;

function bundleWith(taken: TakenNames, chunks: Set<string>): Promise<Built> {
  return build({
    ...common,
    stdin: { contents: bundleEntry(taken), resolveDir: root },
    banner: { js: `#!/usr/bin/env node\n${bundleBanner}` },
    plugins: [
      makeHotImportsStatic(root),
      leaveOut(),
      plainErrors(),
      versionsOnly,
      cutChunks(root, (module) => chunks.add(module), taken),
    ],
  });
}

/** What starts the bundle with a compile cache. */
function launcher(): Promise<Built> {
  return build({
    ...common,
    entryPoints: ["src/launch.cts"],
    banner: { js: "#!/usr/bin/env node" },
    external: ["./gitlab-ecr.cjs"],
  });
}

/** What container tools call: it hands out cached passwords by itself, and starts the bundle for all else. */
function credentialHelper(): Promise<Built> {
  const lean: Plugin = {
    name: "lean",
    setup({ onResolve, resolve }) {
      onResolve({ filter: /^\.\/bin\.ts$/ }, () => ({ path: "./gitlab-ecr-launch.cjs", external: true }));
      // What a door opens on and nobody takes is left out whole: evaluating our modules does nothing else.
      onResolve({ filter: /^\.{1,2}\/.*\.ts$/ }, async ({ path, pluginData, ...where }) => {
        if (pluginData === "resolving") return undefined;
        return { ...(await resolve(path, { ...where, pluginData: "resolving" })), sideEffects: false };
      });
    },
  };
  return build({
    ...common,
    entryPoints: ["src/docker-credential-gitlab-ecr.ts"],
    supported: { "dynamic-import": false },
    plugins: [lean],
  });
}

function chunkOf(module: string, inBundle: ReadonlySet<string>, taken: TakenNames): Promise<Built> {
  return build({
    ...common,
    entryPoints: [module],
    banner: { js: chunkBanner },
    footer: { js: chunkFooter },
    plugins: [versionsOnly, cutChunks(root, () => undefined, taken), takeFromBundle(root, inBundle, taken)],
  });
}

/** A chunk as an ES module, whose imports tell what it takes from the bundle. */
function readChunk(module: string, inBundle: ReadonlySet<string>, chunks: Set<string>): Promise<Built> {
  const plugins = [versionsOnly, cutChunks(root, (one) => chunks.add(one)), leaveToBundle(root, inBundle)];
  return build({ ...common, format: "esm", entryPoints: [module], plugins });
}

/** Our modules that left code in the output, from the root. */
function modulesIn({ metafile }: Built): ReadonlySet<string> {
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  const own = inputs.filter(([path, { bytesInOutput }]) => path.startsWith("src/") && bytesInOutput > 0);
  return new Set(own.map(([path]) => path));
}

function codeOf({ outputFiles }: Built): string {
  const [file] = outputFiles;
  if (file === undefined) throw new Error("esbuild wrote nothing");
  return file.text;
}

if (import.meta.main) {
  await buildBundle();
  await buildPrograms(root, join(root, "dist"));
}
