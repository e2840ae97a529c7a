import { auditAccount } from "../src/core/audit/index.ts";
import { auditCorpus } from "./audit-corpus.ts";

// Judges one corpus and prints what it took: CPU seconds, and the most memory that the process had, corpus included.

const text = JSON.stringify(auditCorpus(Number(process.argv[2])));
const before = process.cpuUsage();
const report = auditAccount([text], { now: new Date("2026-11-24T00:00:00Z") });
const { user, system } = process.cpuUsage(before);
const principals = report.users.length + report.roles.length;
console.log(
  JSON.stringify({ principals, seconds: (user + system) / 1e6, mebibytes: process.resourceUsage().maxRSS / 1024 }),
);
