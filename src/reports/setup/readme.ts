import type { SetupPlan } from "../../core/setup/index.ts";
import { includeBlock } from "./include-block.ts";
import { applySteps, type FolderFormat, remainingSteps, type SetupStep } from "./next-steps.ts";
import { planRows } from "./plan-rows.ts";
import type { SetupFile } from "./setup-file.ts";

/** The folder's README.md: what is made, how, what then. Its last line says which files are ours. */
export function readme(plan: SetupPlan, format: FolderFormat | "plan", files: readonly SetupFile[]): SetupFile {
  const steps = [...(format === "plan" ? [] : applySteps(plan, format)), ...remainingSteps(plan)];
  const rows = planRows(plan).map(({ name, value }) => `| ${name} | ${cell(value)} |`);
  const names = ["README.md", ...files.map(({ name }) => name)];
  const sections = [
    "# GitLab and Amazon ECR",
    `What \`gitlab-ecr setup\` planned for account ${plan.account}.`,
    ["| what | value |", "| --- | --- |", ...rows].join("\n"),
    ...trustSection(plan),
    ...(steps.length === 0 ? [] : ["## Make it", ...steps.map(stepText)]),
    "## Then, in .gitlab-ci.yml",
    fenced("yaml", includeBlock(plan)),
    "A new role takes some seconds to be known everywhere.",
    marker(names),
  ];
  return { name: "README.md", text: `${sections.join("\n\n")}\n` };
}

/** The line that tells which files of a folder setup wrote. */
function marker(names: readonly string[]): string {
  return `<!-- gitlab-ecr setup wrote: ${names.join(" ")} -->`;
}

/** The files that setup wrote beside this README.md; null where it isn't setup's. */
export function filesOfReadme(text: string): readonly string[] | null {
  const names = /^<!-- gitlab-ecr setup wrote: ([\w. -]+) -->$/m.exec(text)?.[1]?.split(" ");
  return names ?? null;
}

function trustSection({ grade, findings, notes }: SetupPlan): string[] {
  const telling = findings.filter(({ severity }) => severity !== "info");
  const lines = [
    ...telling.map(({ id, severity, message, remedy }) => `- ${severity}, ${id}: ${cell(message)} ${cell(remedy)}`),
    ...notes.map((note) => `- ${cell(note)}`),
  ];
  if (grade === null) return lines.length === 0 ? [] : [lines.join("\n")];
  return ["## How safe the trust is", `Grade: ${grade}.`, ...(lines.length === 0 ? [] : [lines.join("\n")])];
}

function stepText({ title, commands }: SetupStep): string {
  return `${title}:\n\n${fenced("sh", `${commands.join("\n")}\n`)}`;
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\`\`\``;
}

/** A text within Markdown, where it must not begin anything. */
function cell(text: string): string {
  return text.replace(/[|<>*_`[\]]/g, "\\$&");
}
