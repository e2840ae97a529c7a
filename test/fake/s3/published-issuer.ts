import type { JSONWebKeySet } from "jose";
import { locate } from "../locate.ts";
import { Refusal } from "../service.ts";
import type { World } from "../world/world.ts";
import { getObject } from "./get-object.ts";

/**
 * The keys of an issuer whose documents lie in S3 or on a site: read as AWS reads them, by anonymous GETs that follow
 * no redirect. Undefined where AWS couldn't: a document is missing, private, no JSON, or names another issuer.
 */
export async function publishedKeySet(world: World, issuer: string): Promise<JSONWebKeySet | undefined> {
  const discovery = await read(world, `${issuer}/.well-known/openid-configuration`);
  if (discovery?.issuer !== issuer || typeof discovery.jwks_uri !== "string") return undefined;
  const keySet = await read(world, discovery.jwks_uri);
  return Array.isArray(keySet?.keys) ? (keySet as unknown as JSONWebKeySet) : undefined;
}

async function read(world: World, address: string): Promise<Record<string, unknown> | undefined> {
  const text = world.sites[address] ?? (await publicObject(world, address));
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Record<string, unknown>);
  } catch {
    return undefined;
  }
}

async function publicObject(world: World, address: string): Promise<string | undefined> {
  const request = new Request(address);
  const place = locate(world, request);
  if (place?.service !== "s3") return undefined;
  const url = new URL(address);
  try {
    const read = { place, method: "GET", url, headers: { host: url.host }, body: Buffer.alloc(0) };
    return await getObject(world, read).text();
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}
