import { readFile } from "node:fs/promises";
import { parseAllDocuments, type ScalarTag } from "yaml";
import type { Check, Findings } from "./check.ts";
import { repositoryFiles } from "./repository-files.ts";
import { runTool } from "./run-tool.ts";

/** shellcheck finds nothing in the shell scripts, nor in those that the components' jobs run. */
export const shellScripts: Check = {
  title: "Shell scripts",
  run: async (root) => {
    const templates = await repositoryFiles(root, "templates/*.yml", "templates/**/*.yml");
    const found = await Promise.all([
      checkFiles(root),
      ...templates.map(async (path) => jobScripts(path, await readFile(`${root}/${path}`, "utf8"))).map(async (scripts) =>
        Promise.all((await scripts).map((script) => checkJobScript(root, script))),
      ),
    ]);
    return merge(found.flat());
  },
};

/** A script of a job, as one shell runs it. */
interface JobScript {
  readonly where: string;
  readonly text: string;
}

async function checkFiles(root: string): Promise<Findings> {
  const candidates = await repositoryFiles(root, "*.sh", ".ci/*", "templates/*", "image/*");
  const first = async (path: string) => (await readFile(`${root}/${path}`, "utf8")).split("\n", 1)[0] ?? "";
  const lines = await Promise.all(candidates.map(first));
  const scripts = candidates.filter((path, index) => path.endsWith(".sh") || /^#!.*\b(ba|da)?sh$/.test(lines[index] ?? ""));
  return scripts.length === 0 ? { problems: [] } : runTool("shellcheck", scripts, { cwd: root });
}

async function checkJobScript(root: string, { where, text }: JobScript): Promise<Findings> {
  if (text.includes("$[[")) return { problems: [`${where}: inputs reach the shell as variables, never as script text`] };
  const { problems, ...rest } = await runTool("shellcheck", ["--shell=sh", "-"], { cwd: root, input: text });
  return { problems: problems.map((problem) => `${where}:\n${problem}`), ...rest };
}

/** The scripts in a component's YAML: `before_script` and `script` share a shell, `after_script` has its own. */
export function jobScripts(path: string, yaml: string): JobScript[] {
  const documents = parseAllDocuments(yaml, { customTags: [reference] });
  return documents.flatMap((document) => {
    const jobs: Record<string, unknown> = Object(document.toJS());
    return Object.entries(jobs).flatMap(([name, job]) => {
      const { before_script, script, after_script } = Object(job);
      const texts = [lines(before_script, script), lines(after_script)].filter((text) => text !== "");
      return texts.map((text) => ({ where: `${path}: ${name}`, text }));
    });
  });
}

function lines(...scripts: readonly unknown[]): string {
  const all = scripts.flat(Number.POSITIVE_INFINITY).filter((line) => typeof line === "string");
  return all.map((line) => `${line}\n`).join("");
}

// `!reference [job, script]` brings in what is checked where it is written.
const reference: ScalarTag = { tag: "!reference", collection: "seq", resolve: () => null } as unknown as ScalarTag;

function merge(findings: readonly Findings[]): Findings {
  const skipped = findings.find((one) => one.skipped !== undefined)?.skipped;
  const problems = findings.flatMap((one) => one.problems);
  return skipped === undefined ? { problems } : { problems, skipped };
}
