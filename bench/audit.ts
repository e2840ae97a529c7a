import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { auditAccount } from "../src/core/audit/index.ts";
import { auditCorpus } from "./audit-corpus.ts";
import type { Figure } from "./figures.ts";
import { leastCosts } from "./least-costs.ts";

const run = promisify(execFile);
const child = fileURLToPath(new URL("audit-process.ts", import.meta.url));
const large = 10_000;

/** What judging an account costs: a large one in a process of its own, and twice the principals over once. */
export async function auditFigures(): Promise<Figure[]> {
  const { stdout } = await run(process.execPath, [child, String(large)]);
  const { principals, seconds, mebibytes } = JSON.parse(stdout) as Record<
    "principals" | "seconds" | "mebibytes",
    number
  >;
  if (principals !== large) throw new Error(`The audit judged ${principals} of ${large} users and roles.`);
  console.log(`audit: ${Math.round(principals / seconds)} users and roles a second`);
  const [once, twice] = [auditCorpus(1000), auditCorpus(2000)];
  const now = new Date("2026-11-24T00:00:00Z");
  const costs = leastCosts(
    { once: () => auditAccount([once], { now }), twice: () => auditAccount([twice], { now }) },
    15,
  );
  return [
    { what: "CPU seconds of judging 10,000 users and roles", value: seconds, limit: 5 },
    { what: "MiB of memory that it takes at most", value: mebibytes, limit: 500 },
    {
      what: "CPU of judging twice the users and roles, over that of once",
      value: costs.twice / costs.once,
      limit: 2.2,
    },
  ];
}
