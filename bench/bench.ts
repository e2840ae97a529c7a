import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildBundle } from "../scripts/build.ts";
import { medianCosts, type Program } from "./child-cost.ts";
import { startFakeProcess } from "./fake-process.ts";

const rounds = Number(process.env.ROUNDS ?? 25);
const folder = await mkdtemp(join(tmpdir(), "gitlab-ecr-bench-"));
const fake = await startFakeProcess();
await buildBundle();
const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const config = join(folder, "config");
const base = { PATH: process.env.PATH ?? "", HOME: folder, DOCKER_CONFIG: config, ...fake.environment };
const before = () => rm(config, { recursive: true, force: true });
const node = (args: string[], environment: Record<string, string>): Program => ({
  command: [process.execPath, ...args],
  environment: { ...base, ...environment },
  before,
});
const cold = { NODE_DISABLE_COMPILE_CACHE: "1" };
const warm = { NODE_COMPILE_CACHE: join(folder, "cache") };
const login = [join(dist, "gitlab-ecr.cjs"), "login", "--engine", "config"];
const costs = await medianCosts(
  {
    nothing: node(["-e", "0"], cold),
    floor: node([fileURLToPath(new URL("hand-written-login.cjs", import.meta.url))], cold),
    floorWarm: node([fileURLToPath(new URL("hand-written-login.cjs", import.meta.url))], warm),
    cold: node(login, cold),
    warm: node(login, warm),
  },
  rounds,
);
console.table(costs);
console.log(
  "cold",
  costs.cold.cpu / costs.floor.cpu,
  "warm",
  costs.warm.cpu / costs.floor.cpu,
  costs.warm.cpu / costs.floorWarm.cpu,
);
await fake.close();
await rm(folder, { recursive: true });
