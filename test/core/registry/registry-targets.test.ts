import { describe, expect, test } from "vitest";
import { ownRegistryHost, parseRegistry, registryTargets } from "../../../src/core/registry/index.ts";

const targets = (
  registries: string[],
  region: string | null,
  partition: Parameters<typeof registryTargets>[2] = null,
) => registryTargets(registries.map(parseRegistry), region, partition);

describe("registryTargets", () => {
  test("without registries, asks for the caller's own in the region", () => {
    expect(targets([], "eu-west-1")).toEqual({ stsRegion: "eu-west-1", regions: [{ region: "eu-west-1", hosts: [] }] });
  });

  test("groups hosts by region, each once, in their order", () => {
    expect(targets(["012345678901", "210987654321.us-east-1", "111122223333", "012345678901"], "eu-west-1")).toEqual({
      stsRegion: "eu-west-1",
      regions: [
        {
          region: "eu-west-1",
          hosts: ["012345678901.dkr.ecr.eu-west-1.amazonaws.com", "111122223333.dkr.ecr.eu-west-1.amazonaws.com"],
        },
        { region: "us-east-1", hosts: ["210987654321.dkr.ecr.us-east-1.amazonaws.com"] },
      ],
    });
  });

  test("STS is asked in the configured region, unless that is in another partition than the role", () => {
    expect(targets(["210987654321.us-east-1"], "eu-west-1", "aws").stsRegion).toBe("eu-west-1");
    expect(targets(["210987654321.cn-north-1"], "eu-west-1", "aws-cn").stsRegion).toBe("cn-north-1");
  });

  test.each([
    ["region-missing", [], null, null],
    ["region-missing", ["012345678901"], null, null],
    ["registry-invalid", ["210987654321.cn-north-1"], null, "aws"],
    ["registry-invalid", ["public"], "eu-west-1", null],
    ["input-invalid", [], "cn-north-1", "aws"],
    ["input-invalid", ["210987654321.us-east-1"], "europe", null],
  ] as const)("%s for %j in region %s, role's partition %s", (code, registries, region, partition) => {
    expect(() => targets([...registries], region, partition)).toThrow(expect.objectContaining({ code }));
  });
});

describe("ownRegistryHost", () => {
  const own = "455931011959.dkr.ecr.eu-west-1.amazonaws.com";

  test.each([
    [`https://${own}`, false, own],
    [`https://${own}/`, false, own],
    [own, false, own],
    [`http://${own}`, false, null],
    ["https://455931011959.dkr.ecr.us-east-1.amazonaws.com", false, null],
    ["https://localhost:5000", false, null],
    ["", false, null],
    ["http://localhost:5000", true, "localhost:5000"],
    ["https://registry.example.com", true, "registry.example.com"],
    ["http://[::1]:5000", true, "[::1]:5000"],
    ["https://user@registry.example.com", true, null],
    ["https://registry.example.com/path", true, null],
    ["", true, null],
  ])("%j, custom endpoint %s: %s", (endpoint, custom, expected) => {
    expect(ownRegistryHost(endpoint, "eu-west-1", custom)).toBe(expected);
  });
});
