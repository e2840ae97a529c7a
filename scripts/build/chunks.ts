import { basename } from "node:path";
import type { OnResolveArgs, Plugin, PluginBuild } from "esbuild";

// `gitlab-ecr.cjs` logs in and out by itself. What else the program can do lies in chunks beside it: each module of ours
// that is imported dynamically, with what it needs beyond the bundle. A chunk is a function of the bundle, from which it
// takes the modules that both use, since `instanceof` must hold across them.

/** What `gitlab-ecr fake` runs: the one chunk that lies outside of src/. */
const standIn = "test/fake/stand-in.ts";
/** The module by whose error a missing chunk is told. */
const errorModule = "src/core/errors/gitlab-ecr-error.ts";

/** What the bundle begins with: how its chunks get at its modules. */
export const bundleBanner = "const bundle = () => module.exports;";
/** What a chunk begins and ends with. */
export const chunkBanner = "module.exports = (bundle) => { const module = { exports: {} };";
export const chunkFooter = "return module.exports; };";

/** The source of the bundle's entry: the program, and the modules that chunks take from it. */
export function bundleEntry(shared: Iterable<string>): string {
  const exported = [...new Set([errorModule, ...shared])].sort();
  const lines = exported.map((module) => `export * as ${JSON.stringify(module)} from "./${module}";`);
  return ['import "./src/bin.ts";', ...lines].join("\n");
}

/** The name of a chunk's file. */
export function chunkFile(module: string): string {
  return `gitlab-ecr-${basename(module, ".ts")}.cjs`;
}

/**
 * Leaves a door in the place of each module of ours that is imported dynamically: it loads the chunk when that is
 * wanted, and says what to fetch where its file is missing. Tells the modules to `found`. Packages stay inside.
 */
export function cutChunks(root: string, found: (module: string) => void): Plugin {
  return {
    name: "cut-chunks",
    setup(build) {
      build.onResolve({ filter: /^\./ }, async (imported) => {
        const module = imported.kind === "dynamic-import" ? await ownModule(root, build, imported) : null;
        if (module === null) return undefined;
        found(module);
        return { path: module, namespace: "chunk" };
      });
      build.onResolve({ filter: /^\.\/gitlab-ecr-[a-z-]+\.cjs$/ }, () => ({ external: true }));
      build.onLoad({ filter: /.*/, namespace: "chunk" }, ({ path }) => ({ contents: doorTo(chunkFile(path)) }));
    },
  };
}

function doorTo(file: string): string {
  return `
    const load = () => {
      try {
        return require("./${file}");
      } catch (cause) {
        if (cause.code !== "MODULE_NOT_FOUND") throw cause;
        const { GitlabEcrError } = bundle()["${errorModule}"];
        const reason = "This takes ${file}, which isn't beside " + __filename + ".";
        const remedy = ["Fetch the release's archive, which holds all files, or install the npm package gitlab-ecr."];
        throw new GitlabEcrError("input-invalid", { reason }, { cause, remedy });
      }
    };
    module.exports = load()(bundle);
  `;
}

/**
 * Lets a chunk take modules of ours from the bundle that has them, and tells those to `used`. A folder's index.ts is
 * passed through, since it stands for more than the bundle has.
 */
export function takeFromBundle(root: string, inBundle: ReadonlySet<string>, used: (module: string) => void): Plugin {
  return {
    name: "take-from-bundle",
    setup(build) {
      build.onResolve({ filter: /^\./ }, async (imported) => {
        const module = imported.kind === "import-statement" ? await ownModule(root, build, imported) : null;
        if (module === null || !inBundle.has(module) || basename(module) === "index.ts") return undefined;
        used(module);
        return { path: module, namespace: "bundle" };
      });
      build.onLoad({ filter: /.*/, namespace: "bundle" }, ({ path }) => ({
        contents: `module.exports = bundle()[${JSON.stringify(path)}];`,
      }));
    },
  };
}

/** Where an import of one of our modules leads, from the root; null for all other imports. */
async function ownModule(root: string, { resolve }: PluginBuild, imported: OnResolveArgs): Promise<string | null> {
  if (imported.pluginData === "resolving" || !imported.importer.startsWith(`${root}src/`)) return null;
  const { kind, path, importer, resolveDir } = imported;
  const target = await resolve(path, { kind, importer, resolveDir, pluginData: "resolving" });
  const module = target.path.startsWith(root) ? target.path.slice(root.length) : "";
  return module.startsWith("src/") || module === standIn ? module : null;
}
