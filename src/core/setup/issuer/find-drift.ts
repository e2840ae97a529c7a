import { documentUrl } from "./issuer-paths.ts";
import { isObject, type JsonObject, sameJson } from "./json-value.ts";
import { type Jwk, nameOf } from "./key-faults.ts";
import { ageOf, isSameKey, type KeyRetention, retiredMember } from "./merge-keys.ts";
import { rewriteDiscovery } from "./rewrite-discovery.ts";

/** One way in which what is public differs from what the instance has. */
export interface Drift {
  readonly id:
    | "discovery-unreadable"
    | "keys-unreadable"
    | "issuer-differs"
    | "keys-address-differs"
    | "discovery-differs"
    | "key-missing"
    | "key-differs"
    | "key-unknown"
    | "key-overdue";
  /** Whether AWS refuses tokens because of it. */
  readonly breaksLogins: boolean;
  /** One sentence. */
  readonly message: string;
}

/** One public document as it was read from outside. */
export type PublicDocument =
  | { readonly kind: "read"; readonly document: JsonObject }
  | { readonly kind: "failed"; readonly detail: string };

/** The instance's documents. */
export interface LiveDocuments {
  readonly discovery: JsonObject;
  readonly keys: readonly Jwk[];
}

/** Both public documents. */
export interface PublicDocuments {
  readonly discovery: PublicDocument;
  readonly keys: PublicDocument;
}

/** How the public documents differ from the instance's; empty where AWS sees just what GitLab signs with. */
export function findDrift(
  issuer: string,
  live: LiveDocuments,
  published: PublicDocuments,
  retention: Pick<KeyRetention, "now" | "keepSeconds">,
): readonly Drift[] {
  return [
    ...discoveryDrift(issuer, live, published.discovery),
    ...keyDrift(documentUrl(issuer, "keys"), live.keys, published.keys, retention),
  ];
}

function discoveryDrift(issuer: string, live: LiveDocuments, published: PublicDocument): readonly Drift[] {
  const url = documentUrl(issuer, "discovery");
  if (published.kind === "failed") {
    return [drift("discovery-unreadable", true, `${url} can't be read: ${published.detail}.`)];
  }
  const wanted = rewriteDiscovery(live.discovery, issuer);
  const { document } = published;
  if (document.issuer !== wanted.issuer) {
    return [drift("issuer-differs", true, `${url} names the issuer ${JSON.stringify(document.issuer ?? null)}.`)];
  }
  if (document.jwks_uri !== wanted.jwks_uri) {
    const message = `${url} says that the keys are at ${JSON.stringify(document.jwks_uri ?? null)}.`;
    return [drift("keys-address-differs", true, message)];
  }
  if (sameJson(document, wanted)) return [];
  return [drift("discovery-differs", false, `${url} isn't what the instance says now.`)];
}

function keyDrift(
  url: string,
  live: readonly Jwk[],
  published: PublicDocument,
  retention: Pick<KeyRetention, "now" | "keepSeconds">,
): readonly Drift[] {
  if (published.kind === "failed")
    return [drift("keys-unreadable", true, `${url} can't be read: ${published.detail}.`)];
  const { keys } = published.document;
  if (!Array.isArray(keys)) return [drift("keys-unreadable", true, `${url} can't be read: it holds no keys.`)];
  const own = live.flatMap((key) => {
    const id = nameOf(key);
    const found: unknown = keys.find((one: unknown) => nameOf(one) === id);
    if (!isObject(found)) return [drift("key-missing", true, `${url} lacks the key ${id}, which GitLab has.`)];
    if (isSameKey(found, key)) return [];
    return [drift("key-differs", true, `${url} has another key by the name ${id} than GitLab.`)];
  });
  const ids = live.map(nameOf);
  const others = keys.filter(isObject).filter((key) => !ids.includes(nameOf(key)));
  return [...own, ...others.flatMap((key) => otherKeyDrift(url, key, retention))];
}

function otherKeyDrift(url: string, key: Jwk, retention: Pick<KeyRetention, "now" | "keepSeconds">): readonly Drift[] {
  const id = nameOf(key) ?? "without a name";
  if (!(retiredMember in key)) {
    const message = `${url} has the key ${id}, which GitLab doesn't have: whoever holds its private part can log in.`;
    return [drift("key-unknown", false, message)];
  }
  const { until } = ageOf(key, retention);
  if (until > retention.now) return [];
  return [
    drift("key-overdue", false, `${url} still has the old key ${id}, which was to go by ${until.toISOString()}.`),
  ];
}

function drift(id: Drift["id"], breaksLogins: boolean, message: string): Drift {
  return { id, breaksLogins, message };
}
