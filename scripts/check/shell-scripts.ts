import { readFile } from "node:fs/promises";
import { type CollectionTag, parseAllDocuments } from "yaml";
import type { Check, Findings } from "./check.ts";
import { repositoryFiles } from "./repository-files.ts";
import { runTool } from "./run-tool.ts";

/** shellcheck finds nothing in the shell scripts, nor in those that the components' jobs run. */
export const shellScripts: Check = {
  title: "Shell scripts",
  run: async (root) => {
    const templates = await repositoryFiles(root, "templates/*.yml", "templates/**/*.yml");
    const texts = await Promise.all(templates.map((path) => readFile(`${root}/${path}`, "utf8")));
    const scripts = templates.flatMap((path, index) => jobScripts(path, texts[index] ?? ""));
    const found = scripts.map((script) => checkJobScript(root, script));
    return merge(await Promise.all([checkFiles(root), ...found]));
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
  const scripts = candidates.filter(
    (path, index) => path.endsWith(".sh") || /^#!.*\b(ba|da)?sh$/.test(lines[index] ?? ""),
  );
  return scripts.length === 0 ? { problems: [] } : runTool("shellcheck", scripts, { cwd: root });
}

async function checkJobScript(root: string, { where, text }: JobScript): Promise<Findings> {
  if (text.includes("$[["))
    return { problems: [`${where}: inputs reach the shell as variables, never as script text`] };
  const { problems, ...rest } = await runTool("shellcheck", ["--shell=sh", "-"], { cwd: root, input: text });
  return { problems: problems.map((problem) => `${where}:\n${problem}`), ...rest };
}

type Job = Readonly<Record<"before_script" | "script" | "after_script", unknown>>;

/** The scripts in a component's YAML: `before_script` and `script` share a shell, `after_script` has its own. */
export function jobScripts(path: string, yaml: string): JobScript[] {
  const documents = parseAllDocuments(yaml, { customTags: [reference] });
  return documents.flatMap((document) => {
    const jobs: Readonly<Record<string, Partial<Job> | null>> = document.toJS() ?? {};
    return Object.entries(jobs).flatMap(([name, job]) => {
      const { before_script, script, after_script } = job ?? {};
      const texts = [lines(before_script, script), lines(after_script)].filter((text) => text !== "");
      return texts.map((text) => ({ where: `${path}: ${name}`, text }));
    });
  });
}

/** The lines of some scripts, which may be nested. */
function lines(...scripts: readonly unknown[]): string {
  const all = scripts.flat(Number.POSITIVE_INFINITY).filter((line) => typeof line === "string");
  return all.map((line) => `${line}\n`).join("");
}

// `!reference [job, script]` brings in what is checked where it is written.
const reference: CollectionTag = { tag: "!reference", collection: "seq", resolve: () => false };

function merge(findings: readonly Findings[]): Findings {
  const skipped = findings.find((one) => one.skipped !== undefined)?.skipped;
  const problems = findings.flatMap((one) => one.problems);
  return skipped === undefined ? { problems } : { problems, skipped };
}
