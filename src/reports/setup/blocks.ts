import { visibleText } from "../../core/errors/index.ts";
import type { SetupPlan } from "../../core/setup/index.ts";
import type { Style } from "../style.ts";
import { includeBlock } from "./include-block.ts";
import { remainingSteps } from "./next-steps.ts";

/** Lines that belong together. */
export type Block = readonly string[];

/** Blocks with an empty line between them; those without lines are left out. */
export function blocksText(blocks: readonly Block[]): string {
  const texts = blocks.filter(({ length }) => length > 0).map((lines) => lines.join("\n"));
  return `${texts.join("\n\n")}\n`;
}

/** What somebody does by hand, and the document that it takes where another account holds the repositories. */
export function byHandBlocks(plan: SetupPlan, style: Style, options: { readonly keyIsMade?: boolean } = {}): Block[] {
  const steps = remainingSteps(plan, options).map(({ title, commands }) => [
    style.bold(visibleText(title)),
    ...commands.map((command) => `  ${visibleText(command)}`),
  ]);
  const { repositoryPolicy } = plan;
  if (repositoryPolicy === null) return steps;
  const json = JSON.stringify(repositoryPolicy, null, 2).split("\n");
  return [...steps, [style.bold("repository-policy.json, for that"), ...json.map(indented)]];
}

/** What to paste into a pipeline. */
export function pipelineBlock(plan: SetupPlan, style: Style, components?: string): Block {
  return [style.bold("For .gitlab-ci.yml"), ...includeBlock(plan, components).trimEnd().split("\n").map(indented)];
}

function indented(line: string): string {
  return line === "" ? "" : `  ${line}`;
}
