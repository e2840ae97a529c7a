import { readFile } from "node:fs/promises";

/**
 * Asks a registry what an image puller asks first, without a password and with the one that a login stored.
 * Usage: node ask-registry.ts HOST, with DOCKER_CONFIG set. Exit status 0: let in with it, and not without.
 */
const host = process.argv[2] ?? "";
const url = `http://${host}/v2/`;
const config = JSON.parse(await readFile(`${process.env.DOCKER_CONFIG}/config.json`, "utf8")) as {
  auths?: Record<string, { auth?: string }>;
};
const { auth } = config.auths?.[host] ?? {};

const without = await fetch(url);
const withIt = auth === undefined ? null : await fetch(url, { headers: { authorization: `Basic ${auth}` } });
console.log(`GET ${url}  ${without.status} without a password`);
console.log(`GET ${url}  ${withIt?.status ?? "nothing stored:"} with what login stored`);
process.exitCode = without.status === 401 && withIt?.status === 200 ? 0 : 1;
