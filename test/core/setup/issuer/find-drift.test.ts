import { expect, test } from "vitest";
import { findDrift, type JsonObject, type PublicDocument, retiredMember } from "../../../../src/core/setup/index.ts";
import { discovery, issuer, jwk, jwkOfBits } from "./documents.ts";

const now = new Date("2026-11-24T12:00:00Z");
const live = { discovery: discovery(), keys: [jwk("a")] };
const right = { ...discovery(), issuer, jwks_uri: `${issuer}/oauth/discovery/keys` };
const read = (document: JsonObject): PublicDocument => ({ kind: "read", document });
const failed: PublicDocument = { kind: "failed", detail: "HTTP 403" };

interface Case {
  title: string;
  discovery?: PublicDocument;
  keys?: PublicDocument;
  drift: [id: string, breaksLogins: boolean][];
}

const cases: Case[] = [
  { title: "all right", drift: [] },
  { title: "no discovery document", discovery: failed, drift: [["discovery-unreadable", true]] },
  { title: "no keys", keys: failed, drift: [["keys-unreadable", true]] },
  { title: "no list of keys", keys: read({}), drift: [["keys-unreadable", true]] },
  { title: "another issuer", discovery: read({ ...right, issuer: "x" }), drift: [["issuer-differs", true]] },
  {
    title: "keys elsewhere",
    discovery: read({ ...right, jwks_uri: "https://x" }),
    drift: [["keys-address-differs", true]],
  },
  { title: "a newer GitLab", discovery: read({ ...right, more: 1 }), drift: [["discovery-differs", false]] },
  {
    title: "a key that was changed",
    keys: read({ keys: [jwk("b")] }),
    drift: [
      ["key-missing", true],
      ["key-unknown", false],
    ],
  },
  { title: "another key of the name", keys: read({ keys: [jwkOfBits("a", 2048)] }), drift: [["key-differs", true]] },
  { title: "a planted key", keys: read({ keys: [jwk("a"), jwk("evil")] }), drift: [["key-unknown", false]] },
  {
    title: "an old key within its time",
    keys: read({ keys: [jwk("a"), jwk("b", { [retiredMember]: "2026-11-24T00:00:00Z" })] }),
    drift: [],
  },
  {
    title: "an old key beyond its time",
    keys: read({ keys: [jwk("a"), jwk("b", { [retiredMember]: "2026-11-23T12:00:00Z" })] }),
    drift: [["key-overdue", false]],
  },
];

test.each(cases)(
  "what drifts: $title",
  ({ discovery: document = read(right), keys = read({ keys: [jwk("a")] }), drift }) => {
    const found = findDrift(issuer, live, { discovery: document, keys }, { now, keepSeconds: 86_400 });
    expect(found.map(({ id, breaksLogins }) => [id, breaksLogins])).toEqual(drift);
  },
);
