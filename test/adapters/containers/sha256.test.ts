import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sha256 } from "../../../src/adapters/containers/sha256.ts";

describe("sha256", () => {
  it("agrees with Node's, whatever the text", () => {
    const texts = fc.string({ unit: "grapheme", maxLength: 300 });
    fc.assert(fc.property(texts, (text) => sha256(text) === createHash("sha256").update(text).digest("hex")));
  });

  it("agrees with Node's at the edges of blocks, and for long texts", () => {
    for (const length of [0, 55, 56, 63, 64, 119, 120, 128, 100_000]) {
      const text = "x".repeat(length);
      expect(sha256(text), `${length}`).toBe(createHash("sha256").update(text).digest("hex"));
    }
  });
});
