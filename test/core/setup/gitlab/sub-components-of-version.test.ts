import { expect, test } from "vitest";
import { subComponentsOfVersion } from "../../../../src/core/setup/index.ts";

test.each([
  ["17.9.8-ee", []],
  ["17.10.0", ["project_path", "ref_type", "ref"]],
  ["18.6.2-ee", ["project_path", "ref_type", "ref"]],
  ["18.7.0-pre", ["project_path", "ref_type", "ref", "ref_protected", "environment_protected", "deployment_tier"]],
  ["18.10.1", ["project_path", "ref_type", "ref", "ref_protected", "environment_protected", "deployment_tier"]],
  ["9.5", []],
])("GitLab %s takes %j", (version, allowed) => {
  expect(subComponentsOfVersion(version)?.allowed).toEqual(allowed);
});

test("project_id is never promised, and never excluded where the setting is there", () => {
  expect(subComponentsOfVersion("17.9.0")?.unsure).toEqual([]);
  expect(subComponentsOfVersion("19.1.0")?.unsure).toEqual(["project_id"]);
});

test.each(["", "next", "18"])("%j isn't a version", (text) => expect(subComponentsOfVersion(text)).toBeNull());
