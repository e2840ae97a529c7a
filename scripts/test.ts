import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildBundle } from "./build.ts";
import { countTests, failedTests, verdictOf } from "./test/verdict.ts";

const root = new URL("..", import.meta.url).pathname;
const args = process.argv.slice(2);

/** Runs Vitest on what the arguments choose; gives its exit status and what it wrote for programs. */
async function runVitest(): Promise<{ readonly status: number; readonly report: string | null }> {
  const folder = await mkdtemp(join(tmpdir(), "gitlab-ecr-report-"));
  const file = join(folder, "report.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const child = spawn("vitest", ["run", ...reporters, ...args], { cwd: root, env: environment(), stdio: "inherit" });
  const status = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
  const report = await readFile(file, "utf8").catch(() => null);
  await rm(folder, { recursive: true });
  return { status, report };
}

function environment(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${root}node_modules/.bin:${process.env.PATH}` };
}

await buildBundle();
const { status, report } = await runVitest();
const counts = countTests(report);
const { failed, why } = verdictOf(counts, { status, ci: process.env.CI === "true", everything: args.length === 0 });
for (const test of failedTests(report, root)) console.log(`FAILED: ${test}`);
for (const reason of why) console.error(reason);
const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : "";
console.log(`${counts.passed} passed, ${counts.failed} failed${skipped}`);
process.exitCode = failed ? 1 : 0;
