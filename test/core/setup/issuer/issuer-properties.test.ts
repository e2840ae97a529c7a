import fc from "fast-check";
import { expect, test } from "vitest";
import {
  allowPublicRead,
  findDrift,
  type JsonObject,
  planDocuments,
  retiredMember,
} from "../../../../src/core/setup/index.ts";
import { discovery, issuer, jwk } from "./documents.ts";

const json = fc.dictionary(
  fc.string().filter((name) => name !== "__proto__"),
  fc.jsonValue(),
);
const ids = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,2}$/), { minLength: 1, maxLength: 6 });
const start = new Date("2026-11-24T12:00:00Z").getTime();
const hours = fc.integer({ min: 0, max: 100 });
const empty = { discovery: null, keys: null };

interface Round {
  live: string[];
  hour: number;
}

/** Publishes what GitLab has, one time after the other, and gives what lies there in the end. */
function publish(rounds: readonly Round[], keepHours: number) {
  let stored: { discovery: string | null; keys: string | null } = empty;
  let last: ReturnType<typeof planDocuments> = null;
  for (const { live, hour } of rounds) {
    const documents = { discovery: discovery(), keys: live.map((id) => jwk(id)) };
    const retention = { now: new Date(start + hour * 3_600_000), keepSeconds: keepHours * 3600, dropOld: false };
    last = planDocuments(issuer, documents, stored, retention);
    const [keys, document] = last?.documents ?? [];
    stored = { keys: keys?.text ?? null, discovery: document?.text ?? null };
  }
  const { keys } = JSON.parse(stored.keys ?? "{}") as { keys: JsonObject[] };
  return { stored, keys, last };
}

const rounds = fc
  .array(fc.record({ live: ids, hour: hours }), { minLength: 1, maxLength: 6 })
  .map((all) => all.toSorted((one, other) => one.hour - other.hour));

test("rewriting keeps all but the issuer and the keys' address, and their order", () => {
  fc.assert(
    fc.property(json, (more) => {
      const own = discovery(more);
      const live = { discovery: own, keys: [jwk("a")] };
      const planned = planDocuments(issuer, live, empty, { now: new Date(start), keepSeconds: 3600, dropOld: false });
      const published = JSON.parse(planned?.documents[1]?.text ?? "") as JsonObject;
      const wanted = { ...own, issuer, jwks_uri: `${issuer}/oauth/discovery/keys` };
      expect(published).toEqual(JSON.parse(JSON.stringify(wanted)));
      expect(Object.keys(published)).toEqual(Object.keys(JSON.parse(JSON.stringify(wanted))));
    }),
  );
});

test("GitLab's keys are all there, each once, whatever was published before", () => {
  fc.assert(
    fc.property(rounds, hours, (all, keepHours) => {
      const { keys } = publish(all, keepHours + 1);
      const names = keys.map(({ kid }) => kid);
      const live = all.at(-1)?.live ?? [];
      expect(names.slice(0, live.length)).toEqual(live);
      expect(new Set(names).size).toBe(names.length);
      expect(keys.slice(0, live.length).every((key) => !(retiredMember in key))).toBe(true);
    }),
  );
});

test("a key that was published stays as long as tokens may need it, and no longer", () => {
  fc.assert(
    fc.property(rounds, hours, (all, more) => {
      const keepHours = more + 1;
      const { keys } = publish(all, keepHours);
      const names = keys.map(({ kid }) => kid);
      const end = all.at(-1)?.hour ?? 0;
      for (const id of new Set(all.flatMap(({ live }) => live))) {
        const lastSeen = all.findLastIndex(({ live }) => live.includes(id));
        const gone = all[lastSeen + 1]?.hour;
        expect(names.includes(id)).toBe(gone === undefined || end < gone + keepHours);
      }
    }),
  );
});

test("publishing again at the same moment changes nothing, and nothing drifts", () => {
  fc.assert(
    fc.property(rounds, hours, (all, more) => {
      const { stored, last } = publish([...all, ...all.slice(-1)], more + 1);
      expect(last?.documents.map(({ change }) => change)).toEqual([null, null]);
      const read = (text: string | null) => ({ kind: "read", document: JSON.parse(text ?? "") as JsonObject }) as const;
      const { live = [], hour = 0 } = all.at(-1) ?? {};
      const documents = { discovery: discovery(), keys: live.map((id) => jwk(id)) };
      const published = { discovery: read(stored.discovery), keys: read(stored.keys) };
      const retention = { now: new Date(start + hour * 3_600_000), keepSeconds: (more + 1) * 3600 };
      expect(findDrift(issuer, documents, published, retention)).toEqual([]);
    }),
  );
});

test("a bucket's policy keeps every statement that it had, and is right the second time", () => {
  const statement = fc.record({
    Sid: fc.constantFrom("GitlabEcrIssuer", "GitlabEcrIssuer2", "Other"),
    Effect: fc.constantFrom("Allow", "Deny"),
    Principal: fc.constantFrom("*", { AWS: "arn:aws:iam::455931011959:root" }),
    Action: fc.constantFrom("s3:GetObject", "s3:*", ["s3:PutObject"]),
    Resource: fc.constantFrom("arn:aws:s3:::b/*", ["arn:aws:s3:::b/x"]),
  });
  const statements = fc.uniqueArray(statement, { maxLength: 3, selector: ({ Sid }) => Sid });
  const arns = ["arn:aws:s3:::b/one", "arn:aws:s3:::b/two"];
  fc.assert(
    fc.property(statements, fc.boolean(), (before, alone) => {
      const single = alone && before.length === 1;
      const change = allowPublicRead(JSON.stringify({ Id: "kept", Statement: single ? before[0] : before }), arns);
      if (change.kind !== "write") throw new Error("None of these allows it.");
      const after = JSON.parse(change.text) as { Id: string; Statement: JsonObject[] };
      expect(after.Id).toBe("kept");
      expect(after.Statement.slice(0, -1)).toEqual(before);
      expect(new Set(after.Statement.map(({ Sid }) => Sid)).size).toBe(before.length + 1);
      expect(allowPublicRead(change.text, arns)).toEqual({ kind: "keep" });
    }),
  );
});
