import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { warmCompileCache } from "../scripts/build/warm.ts";
import { buildBundle } from "../scripts/build.ts";
import { auditFigures } from "./audit.ts";
import { typicalCosts } from "./child-cost.ts";
import { credentialHelperFigure } from "./credential-helper.ts";
import { type FakeProcess, startFakeProcess } from "./fake-process.ts";
import type { FakeLatency } from "./fake-server.ts";
import { type Figure, figuresTable, withFigures } from "./figures.ts";
import { loginsAgainst } from "./logins.ts";
import { migrateFigures } from "./migrate.ts";
import { pipelineFigures } from "./pipeline.ts";
import { policyFigures } from "./policy.ts";

// Measures what docs/performance.md promises. `--write` puts the figures there. ROUNDS: how often each program runs.

const rounds = Number(process.env.ROUNDS ?? 25);
const page = fileURLToPath(new URL("../docs/performance.md", import.meta.url));
const threeRegions = ["455931011959.eu-west-1", "455931011959.us-east-1", "455931011959.ap-northeast-1"] as const;
const answer = 100;
const connection = 200;

const home = await mkdtemp(join(tmpdir(), "gitlab-ecr-bench-"));
try {
  const dist = join(home, "dist");
  await buildBundle(dist);
  await warmCompileCache(dist, []);
  const figures = [
    ...(await cpuFigures(dist)),
    ...(await timeFigures(dist)),
    await withFake({}, (fake) => credentialHelperFigure(fake, dist, home, rounds)),
    await sizeFigure(dist),
    ...policyFigures(),
    ...(await auditFigures()),
    ...pipelineFigures(),
    ...(await migrateFigures()),
  ];
  const table = figuresTable(figures);
  console.log(table);
  if (process.argv.includes("--write")) await writeFile(page, withFigures(await readFile(page, "utf8"), table));
  process.exitCode = figures.every(({ value, limit }) => value <= limit) ? 0 : 1;
} finally {
  await rm(home, { recursive: true, force: true });
}

async function cpuFigures(dist: string): Promise<Figure[]> {
  return withFake({}, async (fake) => {
    const { warm, cold, handWritten, awsCli } = loginsAgainst(fake, dist, home);
    const cpu = await typicalCosts({ warm, cold, handWritten }, rounds);
    const ratio = (name: "warm" | "cold") => cpu[name].cpu / cpu.handWritten.cpu;
    const own = [
      { what: "CPU over that of the hand-written script, warm", value: ratio("warm"), limit: 2.5, goal: 2.0 },
      { what: "CPU over that of the hand-written script, cold", value: ratio("cold"), limit: 3.0, goal: 2.5 },
    ];
    const rivals = await typicalCosts({ warm, cold, awsCli }, Math.ceil(rounds / 3)).catch((error: unknown) => {
      console.error(`The aws CLI with docker isn't measured: ${String(error)}`);
      return null;
    });
    if (rivals === null) return own;
    const overAwsCli = (name: "warm" | "cold") => rivals[name].cpu / rivals.awsCli.cpu;
    return [
      ...own,
      { what: "CPU over that of the aws CLI and docker, warm", value: overAwsCli("warm"), limit: 0.125, goal: 0.1 },
      { what: "CPU over that of the aws CLI and docker, cold", value: overAwsCli("cold"), limit: 0.125, goal: 0.1 },
    ];
  });
}

async function timeFigures(dist: string): Promise<Figure[]> {
  const wall = await withFake({}, (near) =>
    withFake({ answerLatency: answer, connectionLatency: connection }, (far) => {
      const toNear = loginsAgainst(near, dist, home).to;
      const toFar = loginsAgainst(far, dist, home).to;
      const [one] = threeRegions;
      return typicalCosts(
        { near: toNear([one]), far: toFar([one]), three: toFar(threeRegions) },
        Math.ceil(rounds / 2),
      );
    }),
  );
  const waited = (wall.far.wall - wall.near.wall) / (2 * answer + connection);
  return [
    { what: "time lost to a distant AWS, over two answers and one connection", value: waited, limit: 1.1 },
    {
      what: "time of three registries in three regions, over that of one",
      value: wall.three.wall / wall.far.wall,
      limit: 1.3,
    },
  ];
}

async function sizeFigure(dist: string): Promise<Figure> {
  const { size } = await stat(join(dist, "gitlab-ecr.cjs"));
  return { what: "the bundle, in units of 1000 bytes", value: size / 1000, limit: 400 };
}

async function withFake<T>(latency: FakeLatency, work: (fake: FakeProcess) => Promise<T>): Promise<T> {
  const fake = await startFakeProcess(latency);
  try {
    return await work(fake);
  } finally {
    await fake.close();
  }
}
