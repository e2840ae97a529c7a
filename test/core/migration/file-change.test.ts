import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { recordChange, undoChange } from "../../../src/core/migration/index.ts";

const line = fc.constantFrom("", "a", "  - b", "script:", "x\r", "\t", "# ü 🚀", "-- a", "+++ b", "@@ -1 +1 @@");
const text = fc
  .tuple(fc.array(line, { maxLength: 30 }), fc.boolean())
  .map(([lines, ended]) => lines.join("\n") + (ended ? "\n" : ""));

describe("a change", () => {
  test("is taken back byte for byte, whatever the texts, or isn't promised to be", () => {
    let kept = 0;
    fc.assert(
      fc.property(text, text, (before, after) => {
        const change = recordChange("f", before, after);
        if (change.undo === null) return;
        kept += 1;
        expect(undoChange(change, after)).toEqual({ kind: "undone", text: before });
      }),
    );
    expect(kept).toBeGreaterThan(50);
  });

  test("leaves a text as it is that is the one from before", () => {
    const change = recordChange("f", "a\nb\nc\n", "a\nB\nc\n");
    expect(undoChange(change, "a\nb\nc\n")).toEqual({ kind: "undone", text: "a\nb\nc\n" });
  });

  test("keeps what was changed elsewhere, and not what was changed in its own lines", () => {
    const lines = (fifth: string) => ["1", "2", "3", "4", fifth, "6", "7", "8", "9", ""].join("\n");
    const change = recordChange("f", lines("old"), lines("new"));
    expect(undoChange(change, `0\n${lines("new")}`)).toEqual({ kind: "undone", text: `0\n${lines("old")}` });
    expect(undoChange(change, lines("other"))).toEqual({ kind: "conflict" });
  });

  test.each([
    "  AWS_SECRET_ACCESS_KEY: wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n",
    "  - docker login -u AWS -p hunter2-hunter2 host\n",
  ])("isn't kept where it would hold a secret: %s", (secret) => {
    expect(recordChange("f", `a\n${secret}b\n`, "a\nb\n").undo).toBeNull();
  });
});
