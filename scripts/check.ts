import { styleText } from "node:util";
import type { Check, Findings } from "./check/check.ts";
import { deadCode } from "./check/dead-code.ts";
import { generatedDocs } from "./check/generated-docs.ts";
import { importDirection } from "./check/import-direction.ts";
import { licences } from "./check/licences.ts";
import { linksInDocs } from "./check/links-in-docs.ts";
import { lint } from "./check/lint.ts";
import { lockFile } from "./check/lock-file.ts";
import { namesInDocs } from "./check/names-in-docs.ts";
import { shellScripts } from "./check/shell-scripts.ts";
import { types } from "./check/types.ts";
import { yamlFiles } from "./check/yaml-files.ts";

const checks: readonly Check[] = [
  types,
  lint,
  deadCode,
  importDirection,
  generatedDocs,
  linksInDocs,
  namesInDocs,
  shellScripts,
  yamlFiles,
  lockFile,
  licences,
];

const root = new URL("..", import.meta.url).pathname.replace(/\/$/, "");
const everythingRuns = process.env.CI === "true";

async function findingsOf(check: Check): Promise<Findings> {
  try {
    const { problems, skipped } = await check.run(root);
    if (skipped === undefined || !everythingRuns) return { problems, ...(skipped === undefined ? {} : { skipped }) };
    return { problems: [...problems, `${skipped}, and with CI=true nothing is skipped`] };
  } catch (error) {
    return { problems: [`the check itself failed: ${(error as Error).stack ?? error}`] };
  }
}

// All run at once; each is told in its turn.
const running = checks.map(findingsOf);
const failed: string[] = [];
for (const [index, { title }] of checks.entries()) {
  const { problems, skipped } = (await running[index]) ?? { problems: [] };
  console.log(styleText("bold", `== ${title}`));
  for (const problem of problems) console.log(problem);
  if (problems.length > 0) failed.push(title);
  else console.log(skipped === undefined ? styleText("green", "ok") : styleText("yellow", `SKIPPED: ${skipped}`));
  console.log();
}

console.log(failed.length === 0 ? `All ${checks.length} checks passed.` : `Failed: ${failed.join(", ")}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
