import { basename } from "node:path";
import type { OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from "esbuild";

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

/** What chunks take from the bundle: names of exports, by module. Whatever nobody names, the bundle needn't keep. */
export type TakenNames = Map<string, Set<string>>;

/** Nothing but what every door needs. */
export function noNames(): TakenNames {
  return new Map([[errorModule, new Set(["GitlabEcrError"])]]);
}

/** A short name for each export that chunks take, the same ones for the same exports. */
function shortNames(taken: TakenNames): ReadonlyMap<string, string> {
  const all = [...taken].flatMap(([module, names]) => [...names].map((name) => `${module} ${name}`)).sort();
  return new Map(all.map((name, index) => [name, `_${index.toString(36)}`]));
}

/** The source of the bundle's entry: the program, and what chunks take from it. */
export function bundleEntry(taken: TakenNames): string {
  const lines = [...shortNames(taken)].map(([key, short]) => {
    const [module, name] = key.split(" ");
    return `export { ${name} as ${short} } from "./${module}";`;
  });
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
export function cutChunks(root: string, found: (module: string) => void, taken: TakenNames = noNames()): Plugin {
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
      build.onLoad({ filter: /.*/, namespace: "chunk" }, ({ path }) => ({ contents: doorTo(chunkFile(path), taken) }));
    },
  };
}

function doorTo(file: string, taken: TakenNames): string {
  const errorName = shortNames(taken).get(`${errorModule} GitlabEcrError`);
  return `
    const load = () => {
      try {
        return require("./${file}");
      } catch (cause) {
        if (cause.code !== "MODULE_NOT_FOUND") throw cause;
        const { ${errorName}: GitlabEcrError } = bundle();
        const reason = "This takes ${file}, which isn't beside " + __filename + ".";
        const remedy = ["Fetch the release's archive, which holds all files, or install the npm package gitlab-ecr."];
        throw new GitlabEcrError("input-invalid", { reason }, { cause, remedy });
      }
    };
    module.exports = load()(bundle);
  `;
}

/**
 * Lets a chunk take modules of ours from the bundle that has them. A folder's index.ts is passed through, since it
 * stands for more than the bundle has.
 */
export function takeFromBundle(root: string, inBundle: ReadonlySet<string>, taken: TakenNames): Plugin {
  const short = shortNames(taken);
  return {
    name: "take-from-bundle",
    setup(build) {
      onModulesOfBundle(root, inBundle, build, (module) => ({ path: module, namespace: "bundle" }));
      build.onLoad({ filter: /.*/, namespace: "bundle" }, ({ path }) => {
        const names = [...(taken.get(path) ?? [])].sort();
        const fields = names.map((name) => `${name}: all.${short.get(`${path} ${name}`)}`);
        return { contents: `const all = bundle(); module.exports = { ${fields.join(", ")} };` };
      });
    },
  };
}

/** Leaves a chunk's imports of modules that the bundle has as they are, for `namesTaken` to read. */
export function leaveToBundle(root: string, inBundle: ReadonlySet<string>): Plugin {
  return {
    name: "leave-to-bundle",
    setup(build) {
      onModulesOfBundle(root, inBundle, build, (module) => ({ path: `bundle:${module}`, external: true }));
    },
  };
}

function onModulesOfBundle(
  root: string,
  inBundle: ReadonlySet<string>,
  build: PluginBuild,
  resolved: (module: string) => OnResolveResult,
): void {
  build.onResolve({ filter: /^\./ }, async (imported) => {
    const module = imported.kind === "import-statement" ? await ownModule(root, build, imported) : null;
    if (module === null || !inBundle.has(module) || basename(module) === "index.ts") return undefined;
    return resolved(module);
  });
}

/** Adds what a chunk, built as an ES module with `leaveToBundle`, imports from the bundle. */
export function addNamesTaken(code: string, taken: TakenNames): void {
  for (const [, clause = "", module = ""] of code.matchAll(/\bimport\s*([^"';]*?)\s*from\s*"bundle:([^"]+)"/g)) {
    const list = /^\{(.*)\}$/s.exec(clause)?.[1];
    if (list === undefined) throw new Error(`A chunk imports ${clause} from ${module}: only names can be taken.`);
    const names = list.split(",").map((part) => part.trim().split(/\s+as\s+/)[0] ?? "");
    const known = taken.get(module) ?? new Set();
    for (const name of names.filter((one) => one !== "")) known.add(name);
    taken.set(module, known);
  }
}

/** Where an import of one of our modules leads, from the root; null for all other imports. */
async function ownModule(root: string, { resolve }: PluginBuild, imported: OnResolveArgs): Promise<string | null> {
  if (imported.pluginData === "resolving" || !imported.importer.startsWith(`${root}src/`)) return null;
  const { kind, path, importer, resolveDir } = imported;
  const target = await resolve(path, { kind, importer, resolveDir, pluginData: "resolving" });
  const module = target.path.startsWith(root) ? target.path.slice(root.length) : "";
  return module.startsWith("src/") || module === standIn ? module : null;
}
