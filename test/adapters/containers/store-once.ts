// Stores one login and ends: node store-once.ts HOME JOB_ID HOST [ENGINE]
import { createLoginStore } from "../../../src/adapters/containers/index.ts";
import { Secret } from "../../../src/core/secret/index.ts";

const [homeDir = "", jobId = "", host = ""] = process.argv.slice(2);
const store = await createLoginStore({ engine: "config", homeDir, jobId, environment: process.env });
const login = { host, username: "AWS", password: new Secret(`password of ${host}`) };
process.stdout.write("ready\n");
await store.store([login], AbortSignal.timeout(30_000));
