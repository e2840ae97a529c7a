import { access } from "node:fs/promises";
import { cruise, type ICruiseOptions, type ICruiseResult, type IViolation } from "dependency-cruiser";
import type { Check } from "./check.ts";
import { importRules } from "./import-rules.ts";
import { namedModules } from "./seen-imports.ts";

/** Imports go one way, through the folders' doors, and the pure folders import nothing but themselves. */
export const importDirection: Check = {
  title: "Import direction",
  run: async (root) => ({ problems: await importProblems(root) }),
};

/** What is wrong with the imports of the source tree in `root`, each as `FILE: what`. */
export async function importProblems(root: string): Promise<string[]> {
  const folders = ["src", "test", "scripts", "bench"];
  const there = await Promise.all(folders.map((folder) => access(`${root}/${folder}`).then(yes, no)));
  const { output } = await cruise(
    folders.filter((_, index) => there[index]),
    { ...options, baseDir: root },
  );
  const { modules, summary } = output as ICruiseResult;
  const unseen = await Promise.all(modules.filter(isOurs).map((module) => unseenImports(root, module)));
  return [...summary.violations.map(sentence), ...unseen.flat()].sort();
}

const options: ICruiseOptions = {
  // TypeScript 7 has no programming interface for it yet.
  parser: "swc",
  tsPreCompilationDeps: true,
  doNotFollow: { path: ["node_modules"] },
  preserveSymlinks: true,
  enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  validate: true,
  ruleSet: { forbidden: [...importRules] },
};

function sentence({ from, to, rule, cycle }: IViolation): string {
  if (cycle !== undefined) return `${from}: imports itself by way of ${cycle.map(({ name }) => name).join(" -> ")}`;
  const comment = importRules.find(({ name }) => name === rule.name)?.comment;
  return `${from}: must not import ${to}. ${comment}`;
}

type Module = ICruiseResult["modules"][number];

const isOurs = ({ source }: Module) => /^(src|test|scripts|bench)\/.*\.ts$/.test(source);

/** Imports that the rules weren't asked about, because dependency-cruiser overlooks their form. */
async function unseenImports(root: string, { source, dependencies }: Module): Promise<string[]> {
  const seen = new Set(dependencies.flatMap(({ module, protocol }) => [module, `${protocol ?? ""}${module}`]));
  const named = await namedModules(`${root}/${source}`);
  const unseen = named.filter((module) => module !== null && !seen.has(module));
  const computed = source.startsWith("src/") && named.includes(null) ? ["a computed name"] : [];
  return [...unseen, ...computed].map((module) => `${source}: imports ${module} in a form that no rule sees`);
}

const yes = () => true;
const no = () => false;
