// Stores logins at the same time, each as a job of its own, and ends: node store-once.ts HOME JOB_ID ENGINE HOST...
import { createLoginStore, type LoginStoreOptions } from "../../../src/adapters/containers/index.ts";
import { Secret } from "../../../src/core/secret/index.ts";

const [homeDir = "", jobId = "", engine = "", ...hosts] = process.argv.slice(2);
const options = { engine: engine as LoginStoreOptions["engine"], homeDir, environment: process.env };
const stores = await Promise.all(
  hosts.map((_, index) => createLoginStore({ ...options, jobId: index === 0 ? jobId : `${jobId}-${index}` })),
);
process.stdout.write("ready\n");
const logins = hosts.map((host) => ({ host, username: "AWS", password: new Secret(`password of ${host}`) }));
await Promise.all(
  stores.map((store, index) => store.store(logins.slice(index, index + 1), AbortSignal.timeout(60_000))),
);
