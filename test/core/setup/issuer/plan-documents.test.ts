import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { planDocuments, readLiveDocuments, retiredMember } from "../../../../src/core/setup/index.ts";
import { discovery, gitlabUrl, issuer, jwk, jwkOfBits, paddedJwk } from "./documents.ts";

const now = new Date("2026-11-24T12:00:00Z");
const retention = { now, keepSeconds: 86_400, dropOld: false };
const ago = (hours: number) => new Date(now.getTime() - hours * 3_600_000).toISOString();

describe("an instance's documents", () => {
  const faultsOf = (over: object = {}, keys: readonly unknown[] = [jwk("a")]) => {
    const read = readLiveDocuments(discovery({ ...over }), { keys }, { gitlabUrl, issuer });
    return "faults" in read ? read.faults : [];
  };

  test.each([
    ["GitLab's own", {}],
    ["with the public issuer already", { issuer }],
    ["with a slash at the issuer's end", { issuer: `${gitlabUrl}/` }],
  ])("are fit: %s", (_, over) => {
    expect(faultsOf(over)).toEqual([]);
  });

  test.each([
    ["of another issuer", { issuer: "https://other.example.com" }, /names the issuer "https:\/\/other\.example\.com"/],
    ["without an issuer", { issuer: undefined }, /names the issuer null/],
    ["without the keys' address", { jwks_uri: 7 }, /jwks_uri/],
    ["without RS256", { id_token_signing_alg_values_supported: ["ES256"] }, /RS256/],
    ["without the claim sub", { claims_supported: ["aud"] }, /claim sub/],
    ["without the claim aud", { claims_supported: ["sub"] }, /claim aud/],
    ["without a list of claims", { claims_supported: "sub aud" }, /claim sub/],
    ["of an absurd length", { more: "x".repeat(70_000) }, /longer than 65536/],
  ])("aren't fit: %s", (_, over, fault) => {
    expect(faultsOf(over).join("; ")).toMatch(fault);
  });

  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  test.each([
    ["with no keys", [], /holds no keys/],
    ["with 101 keys", Array.from({ length: 101 }, (_, index) => jwk(String(index))), /101 keys/],
    ["with a key of 1024 bits", [jwkOfBits("short", 1024)], /key short has 1024 bits/],
    ["with a key of 1024 bits behind zeros", [paddedJwk("short", 1024)], /key short has 1024 bits/],
    ["with a private key", [{ ...privateKey.export({ format: "jwk" }), kid: "p" }], /private part \(d\)/],
    ["with a shared secret", [{ kty: "oct", k: "c2VjcmV0", kid: "s" }], /private part \(k\)/],
    ["with an elliptic curve", [{ kty: "EC", crv: "P-256", x: "", y: "", kid: "e" }], /"EC"/],
    ["with a key for another algorithm", [jwk("r", { alg: "RS512" })], /"RS512"/],
    ["with a key for encryption", [jwk("r", { use: "enc" })], /"enc"/],
    ["with a nameless key", [jwk("")], /key 1 has no name/],
    ["with half a key", [jwk("h", { n: undefined })], /isn't a whole RSA key/],
    ["with a modulus that is no base64url", [jwk("h", { n: "++" })], /isn't a whole RSA key/],
    ["with text for a key", ["key"], /key 1 isn't an object/],
    ["with a name twice", [jwk("a"), jwk("a")], /two keys a/],
  ])("aren't fit: %s", (_, keys, fault) => {
    expect(faultsOf({}, keys).join("; ")).toMatch(fault);
  });

  test.each([2048, 3072, 4096])("are fit with %i bits", (bits) => {
    expect(faultsOf({}, [jwkOfBits("a", bits)])).toEqual([]);
  });

  test("have all their faults told at once", () => {
    expect(faultsOf({ claims_supported: [] }, [jwk("")])).toHaveLength(3);
  });
});

describe("what is published", () => {
  const live = { discovery: discovery(), keys: [jwk("new")] };
  const text = (value: unknown) => JSON.stringify(value);
  const stored = (keys: readonly unknown[], over: object = {}) => ({
    discovery: text({ ...discovery(), issuer, jwks_uri: `${issuer}/oauth/discovery/keys`, ...over }),
    keys: text({ keys }),
  });
  const plan = (...args: [ReturnType<typeof stored>, Partial<typeof retention>?]) =>
    planDocuments(issuer, live, args[0], { ...retention, ...args[1] });

  test("is new where nothing lies there, keys first", () => {
    const planned = planDocuments(issuer, live, { discovery: null, keys: null }, retention);
    expect(planned?.documents.map(({ document, change }) => [document, change])).toEqual([
      ["keys", "create"],
      ["discovery", "create"],
    ]);
    expect(JSON.parse(planned?.documents[0]?.text ?? "")).toEqual({ keys: [jwk("new")] });
    expect(planned?.keys).toMatchObject({ added: ["new"], kept: [], dropped: [] });
  });

  test("stays where it is right, in whatever order its members are", () => {
    const there = {
      discovery: stored([]).discovery,
      keys: text({ keys: [Object.fromEntries(Object.entries(jwk("new")).reverse())] }),
    };
    expect(plan(there)?.documents.map(({ change }) => change)).toEqual([null, null]);
  });

  test("keeps a key that GitLab has no more, from the day on which that was seen", () => {
    const planned = plan(stored([jwk("old")]));
    const kept = { id: "old", retiredAt: now.toISOString(), until: "2026-11-25T12:00:00.000Z" };
    expect(planned?.keys).toMatchObject({ added: ["new"], kept: [kept], dropped: [] });
    const { keys } = JSON.parse(planned?.documents[0]?.text ?? "");
    expect(keys).toEqual([jwk("new"), jwk("old", { [retiredMember]: now.toISOString() })]);
  });

  test("is the same again an hour later", () => {
    const first = plan(stored([jwk("old")]));
    const later = { now: new Date(now.getTime() + 3_600_000) };
    const again = plan({ ...stored([]), keys: first?.documents[0]?.text ?? "" }, later);
    expect(again?.documents.map(({ change }) => change)).toEqual([null, null]);
  });

  test.each([
    ["its time is over", jwk("old", { [retiredMember]: ago(24) }), {}],
    ["it is wished", jwk("old", { [retiredMember]: ago(1) }), { dropOld: true }],
    ["it has a private part", jwk("old", { d: "x" }), {}],
    ["it is too short", jwkOfBits("old", 1024), {}],
  ])("loses an old key where %s", (_, key, over) => {
    const planned = plan(stored([key]), over);
    expect(planned?.keys).toMatchObject({ kept: [], dropped: ["old"] });
    expect(planned?.documents[0]?.text).not.toContain("old");
  });

  test.each([
    ["lies ahead", ago(-500)],
    ["is none", "yesterday"],
    ["is a number", 7],
  ])("counts from now where an old key's date %s", (_, date) => {
    const planned = plan(stored([jwk("old", { [retiredMember]: date })]));
    expect(planned?.keys.kept).toMatchObject([{ retiredAt: now.toISOString() }]);
  });

  test("takes GitLab's key where another lies there by its name", () => {
    const planned = plan(stored([jwkOfBits("new", 2048)]));
    expect(JSON.parse(planned?.documents[0]?.text ?? "").keys).toEqual([jwk("new")]);
    expect(planned?.documents[0]?.change).toBe("change");
  });

  test("takes the mark from a key that GitLab has again", () => {
    const planned = plan(stored([jwk("new", { [retiredMember]: ago(1) })]));
    expect(planned?.documents[0]).toMatchObject({ change: "change" });
    expect(planned?.documents[0]?.text).not.toContain(retiredMember);
  });

  test("isn't mixed with another instance's, unless that's keys go", () => {
    const other = stored([jwk("theirs")], { token_endpoint: "https://other.example.com/oauth/token" });
    expect(plan(other)).toBeNull();
    expect(plan(other, { dropOld: true })?.keys).toMatchObject({ dropped: ["theirs"], kept: [] });
  });

  test.each(["<html>", "[]", '"text"', '{"keys":7}'])("is written anew where %s lies there", (there) => {
    const planned = plan({ discovery: there, keys: there });
    expect(planned?.documents.map(({ change }) => change)).toEqual(["change", "change"]);
  });
});
