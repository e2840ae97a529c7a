import { builtinModules } from "node:module";
import type { IForbiddenRuleType } from "dependency-cruiser";

/** A part of src/, and all that its files may import besides each other; whatever isn't named is forbidden. */
interface Layer {
  /** File or folder. */
  readonly path: string;
  /** Files and folders of the repository. */
  readonly may?: readonly string[];
  /** npm packages, or their scopes. */
  readonly packages?: readonly string[];
  /** Node's own modules: none, or all but `process` and `child_process`, or those and the named ones, or just some. */
  readonly builtins?: "none" | "most" | readonly string[] | { readonly only: readonly string[] };
}

/** The pure core's folders: each may import the ones named, by their door. */
const coreFolders = {
  errors: [],
  secret: ["errors"],
  registry: ["errors", "secret"],
  identity: ["errors", "secret", "registry"],
  policy: ["errors", "secret", "registry", "identity"],
  diagnosis: ["errors", "secret", "registry", "identity", "policy"],
  setup: ["errors", "secret", "registry", "identity", "policy", "diagnosis"],
  audit: ["errors", "secret", "registry", "identity", "policy", "diagnosis", "setup"],
  pipeline: ["errors", "secret", "registry", "identity", "policy", "diagnosis"],
  rotation: ["errors", "secret", "registry", "identity", "policy", "diagnosis"],
  migration: ["errors", "secret", "registry", "identity", "policy", "diagnosis", "pipeline", "rotation"],
};

/** What of the core reads YAML that users write. */
const corePackages: Readonly<Record<string, readonly string[]>> = {
  setup: ["yaml"],
  audit: ["csv-parse", "yaml"],
  pipeline: ["ajv", "diff", "yaml"],
  migration: ["diff"],
};

const door = (folder: string) => `src/${folder}/index.ts`;
const core = Object.keys(coreFolders).map((name) => door(`core/${name}`));
const system = door("adapters/system");
const adapters = [system, ...["aws", "containers", "gitlab"].map((name) => door(`adapters/${name}`))];

const layers: readonly Layer[] = [
  ...Object.entries(coreFolders).map(([name, before]) => ({
    path: `src/core/${name}/`,
    may: before.map((other) => door(`core/${other}`)),
    packages: corePackages[name] ?? [],
  })),
  { path: "src/reports/", may: core, packages: ["fast-string-width"] },
  { path: "src/commands/", may: core },
  { path: "src/adapters/system/", may: core, packages: ["execa"], builtins: ["child_process"] },
  { path: "src/adapters/aws/", may: [...core, system], packages: ["@aws-sdk/", "@smithy/"], builtins: "most" },
  { path: "src/adapters/containers/", may: [...core, system], builtins: "most" },
  {
    path: "src/adapters/gitlab/",
    // The connections and retries are the same ones.
    may: [...core, system, door("adapters/aws")],
    packages: ["yaml"],
    builtins: "most",
  },
  {
    path: "src/cli/",
    // What `gitlab-ecr fake` runs is what the tests run against.
    may: ["src/commands/", "src/version.ts", "test/fake/stand-in.ts", door("reports"), ...adapters, ...core],
    packages: ["@clack/prompts"],
    builtins: { only: ["path", "util"] },
  },
  { path: "src/version.ts", may: ["package.json"] },
  {
    path: "src/index.ts",
    may: ["src/cli/context.ts", "src/cli/program-login.ts", "src/commands/", "src/version.ts", ...core],
    builtins: ["process"],
  },
  {
    path: "src/docker-credential-gitlab-ecr.ts",
    may: ["src/bin.ts", "src/cli/credential-helper-cached.ts", "src/adapters/system/home-folder.ts"],
    builtins: ["fs", "os", "process"],
  },
  { path: "src/launch.cts", may: ["./gitlab-ecr.cjs"], builtins: { only: ["fs", "module", "path"] } },
  { path: "src/bin.ts", may: ["src/cli/", "src/version.ts", ...core], builtins: ["process"] },
];

const inside = "^src/(core|adapters)/[^/]+/(?!index\\.ts$)|^src/reports/(?!index\\.ts$)";

/** The import directions of the architecture, as dependency-cruiser's rules. */
export const importRules: readonly IForbiddenRuleType[] = [
  ...layers.map(layerRule),
  {
    name: "known-place",
    severity: "error",
    comment: "Every file of src/ belongs to a part that scripts/check/import-rules.ts names.",
    from: { path: "^src/", pathNot: layers.map(({ path }) => pattern(path)) },
    to: {},
  },
  {
    name: "doors",
    severity: "error",
    comment: "From outside, a folder is entered by its index.ts.",
    from: { path: "^(scripts|bench|test/e2e|test/fake)/" },
    to: { path: inside },
  },
  {
    name: "door-of-the-fake",
    severity: "error",
    comment: "Who uses the stand-in enters it by test/fake/index.ts.",
    from: { pathNot: "^test/fake/|^src/cli/fake\\.ts$" },
    to: { path: "^test/fake/(?!index\\.ts$)" },
  },
  { name: "no-cycles", severity: "error", from: { path: "^src/" }, to: { circular: true } },
  {
    name: "no-cycles-at-run-time",
    severity: "error",
    from: { pathNot: "^src/" },
    to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
  },
];

function layerRule({ path, may = [], packages = [], builtins = "none" }: Layer): IForbiddenRuleType {
  const packagePatterns = packages.map((name) => `^node_modules/${name.replace(/\/?$/, "/")}`);
  const places = core.every((one) => may.includes(one)) ? ["core", ...may.filter((one) => !core.includes(one))] : may;
  return {
    name: path.replace(/\/$/, ""),
    severity: "error",
    comment: `${path} may import ${[...places, ...packages].join(", ") || "nothing else"}.`,
    from: { path: pattern(path) },
    to: { pathNot: [path, ...may].map(pattern).concat(packagePatterns, builtinPatterns(builtins)) },
  };
}

function builtinPatterns(builtins: NonNullable<Layer["builtins"]>): string[] {
  if (builtins === "none") return [];
  if (typeof builtins === "object" && "only" in builtins) return [`^(${builtins.only.join("|")})$`];
  const guarded = ["process", "child_process"].filter((name) => builtins === "most" || !builtins.includes(name));
  // dependency-cruiser names Node's modules without their `node:`.
  const names = builtinModules.filter((name) => !guarded.includes(name));
  return [`^(${names.join("|")})$`];
}

function pattern(path: string): string {
  const escaped = path.replaceAll(".", "\\.");
  return path.endsWith("/") ? `^${escaped}` : `^${escaped}$`;
}
