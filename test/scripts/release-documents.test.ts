import { expect, test } from "vitest";
import { billOf } from "../../scripts/release/bill.ts";
import { dateOf } from "../../scripts/release/changelog.ts";
import { provenanceOf } from "../../scripts/release/provenance.ts";

const integrity = `sha512-${Buffer.from("ab".repeat(32)).toString("base64")}`;
const locked = {
  "": {
    version: "1.2.3",
    license: "Apache-2.0",
    dependencies: { "@scope/a": "1.0.0" },
    devDependencies: { tool: "1.0.0" },
  },
  "node_modules/@scope/a": { version: "1.0.0", license: "MIT", integrity, dependencies: { b: "2.0.0" } },
  "node_modules/@scope/a/node_modules/b": { version: "2.0.0", license: "ISC", integrity, dependencies: { c: "1.0.0" } },
  "node_modules/b": { version: "1.0.0", license: "MIT", integrity, dev: true },
  "node_modules/c": { version: "1.0.0", license: "(MIT OR CC0-1.0)", integrity, dev: true },
  "node_modules/tool": { version: "1.0.0", license: "GPL-3.0-only", integrity, dev: true },
};
const input = { locked, bundled: ["node_modules/b"], description: "Logs in", date: "2026-11-24" };

test("a bill lists what is needed and what is held, each where Node finds it, and no tool", () => {
  const bill = JSON.parse(billOf(input));
  expect(bill.components.map((one: { purl: string }) => one.purl)).toEqual([
    "pkg:npm/%40scope/a@1.0.0",
    "pkg:npm/b@2.0.0",
    "pkg:npm/b@1.0.0",
    "pkg:npm/c@1.0.0",
  ]);
  expect(bill.components[0]).toMatchObject({
    group: "@scope",
    name: "a",
    hashes: [{ alg: "SHA-512", content: Buffer.from("ab".repeat(32)).toString("hex") }],
    licenses: [{ license: { id: "MIT" } }],
  });
  expect(bill.components[3].licenses).toEqual([{ expression: "(MIT OR CC0-1.0)" }]);
  expect(bill.dependencies).toEqual([
    { ref: "gitlab-ecr@1.2.3", dependsOn: ["@scope/a@1.0.0", "b@1.0.0"] },
    { ref: "@scope/a@1.0.0", dependsOn: ["b@2.0.0"] },
    { ref: "b@2.0.0", dependsOn: ["c@1.0.0"] },
    { ref: "b@1.0.0", dependsOn: [] },
    { ref: "c@1.0.0", dependsOn: [] },
  ]);
  expect(bill.metadata.timestamp).toBe("2026-11-24T00:00:00Z");
});

test("a bill is the same for the same input, and has another number for another", () => {
  const number = (text: string) => JSON.parse(text).serialNumber;
  expect(billOf(input)).toBe(billOf({ ...input }));
  expect(number(billOf(input))).toMatch(
    /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  expect(number(billOf({ ...input, date: null }))).not.toBe(number(billOf(input)));
});

test("a bill isn't made from a lock file that lacks a package, or its licence", () => {
  const without = (path: string, value?: object) => ({
    ...input,
    locked: { ...locked, [path]: value } as typeof locked,
  });
  expect(() => billOf(without("node_modules/c"))).toThrow("lacks c, of node_modules/@scope/a/node_modules/b");
  expect(() => billOf(without("node_modules/c", { version: "1.0.0" }))).toThrow("lacks the licence of node_modules/c");
  expect(() => billOf({ ...input, bundled: ["node_modules/d"] })).toThrow("node_modules/d, which is in what was built");
});

test("the day of a release comes from its heading in the changelog", () => {
  const text = "## [Unreleased]\n\n## [1.0.1] - 2026-12-01\n\n- A.\n\n## [1.0.0] - 2026-11-24\n";
  expect(["1.0.0", "1.0.1", "1.0"].map((version) => dateOf(text, version))).toEqual(["2026-11-24", "2026-12-01", null]);
});

test("the provenance tells each file's digest, the commit, the job and the runner", () => {
  const environment = {
    CI_PROJECT_URL: "https://gitlab.com/org/gitlab-ecr",
    CI_COMMIT_SHA: "0123456789abcdef0123456789abcdef01234567",
    CI_COMMIT_TAG: "1.2.3",
    CI_JOB_NAME: "assets",
    CI_JOB_URL: "https://gitlab.com/org/gitlab-ecr/-/jobs/42",
    CI_JOB_STARTED_AT: "2026-11-24T12:00:00Z",
    CI_RUNNER_ID: "7",
    CI_JOB_TOKEN: "glcbt-not-to-be-told",
  };
  const text = provenanceOf([{ name: "gitlab-ecr.cjs", sha256: "00ff" }], environment);
  expect(text).not.toContain("not-to-be-told");
  expect(JSON.parse(text ?? "")).toEqual({
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: "gitlab-ecr.cjs", digest: { sha256: "00ff" } }],
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
      buildDefinition: {
        buildType: "https://gitlab.com/org/gitlab-ecr/-/blob/1.2.3/docs/verify.md#provenance",
        externalParameters: { source: "https://gitlab.com/org/gitlab-ecr", ref: "refs/tags/1.2.3", job: "assets" },
        resolvedDependencies: [
          {
            uri: "git+https://gitlab.com/org/gitlab-ecr.git@refs/tags/1.2.3",
            digest: { gitCommit: "0123456789abcdef0123456789abcdef01234567" },
          },
        ],
      },
      runDetails: {
        builder: { id: "https://gitlab.com/org/gitlab-ecr/-/runners/7" },
        metadata: {
          invocationId: "https://gitlab.com/org/gitlab-ecr/-/jobs/42",
          startedOn: "2026-11-24T12:00:00Z",
        },
      },
    },
  });
  expect(provenanceOf([], { ...environment, CI_COMMIT_TAG: undefined })).toBeNull();
});
