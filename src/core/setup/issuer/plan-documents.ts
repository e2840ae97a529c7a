import { discoveryFaults } from "./discovery-faults.ts";
import type { LiveDocuments } from "./find-drift.ts";
import type { IssuerDocument } from "./issuer-paths.ts";
import { documentText, isObject, type JsonObject, parseObject, sameJson } from "./json-value.ts";
import { type Jwk, keySetFaults } from "./key-faults.ts";
import { type KeyMerge, type KeyRetention, mergeKeys } from "./merge-keys.ts";
import { isOfAnotherInstance, rewriteDiscovery } from "./rewrite-discovery.ts";

/** The most characters of a document; GitLab's have a few thousand. What is longer is something else. */
const mostCharacters = 64 * 1024;

/** The instance's documents, if they are fit for AWS; else what is wrong with them, in clauses. */
export function readLiveDocuments(
  discovery: JsonObject,
  keySet: JsonObject,
  addresses: { readonly gitlabUrl: string; readonly issuer: string },
): { readonly live: LiveDocuments } | { readonly faults: readonly string[] } {
  const tooLong = [discovery, keySet].some((one) => JSON.stringify(one).length > mostCharacters);
  const faults = [
    ...(tooLong ? [`a document is longer than ${mostCharacters} characters`] : []),
    ...discoveryFaults(discovery, addresses),
    ...keySetFaults(keySet),
  ];
  return faults.length > 0 ? { faults } : { live: { discovery, keys: keysOf(keySet) } };
}

/** A document as it shall be, and whether that is a change. */
export interface WantedDocument {
  readonly document: IssuerDocument;
  readonly change: "create" | "change" | null;
  readonly text: string;
}

/** What shall be published. */
export interface DocumentsPlan {
  /** In the order to write them in: keys before what names them. */
  readonly documents: readonly WantedDocument[];
  readonly keys: KeyMerge;
}

/** What lies at the place now, as text; null where nothing does. */
export interface StoredDocuments {
  readonly discovery: string | null;
  readonly keys: string | null;
}

/**
 * What the two documents shall be, given what lies there. Null where another instance's lie there: its keys must not
 * get among these, and are only replaced where no old key is kept.
 */
export function planDocuments(
  issuer: string,
  live: LiveDocuments,
  stored: StoredDocuments,
  retention: KeyRetention,
): DocumentsPlan | null {
  const storedDiscovery = stored.discovery === null ? null : parseObject(stored.discovery);
  if (storedDiscovery !== null && isOfAnotherInstance(storedDiscovery, live.discovery) && !retention.dropOld)
    return null;
  const storedKeys = stored.keys === null ? null : parseObject(stored.keys);
  const keys = mergeKeys(live.keys, storedKeys === null ? [] : keysOf(storedKeys), retention);
  return {
    documents: [
      wanted("keys", { keys: keys.keys }, stored.keys, storedKeys),
      wanted("discovery", rewriteDiscovery(live.discovery, issuer), stored.discovery, storedDiscovery),
    ],
    keys,
  };
}

function wanted(
  document: IssuerDocument,
  value: JsonObject,
  stored: string | null,
  parsed: JsonObject | null,
): WantedDocument {
  const text = documentText(value);
  if (stored === null) return { document, change: "create", text };
  return { document, change: parsed !== null && sameJson(parsed, value) ? null : "change", text };
}

function keysOf({ keys }: JsonObject): readonly Jwk[] {
  return Array.isArray(keys) ? keys.filter(isObject) : [];
}
