import { describe, expect, test } from "vitest";
import {
  askedHosts,
  askedRegistry,
  ownRegistryHost,
  publicTargets,
  registryTargets,
} from "../../../src/core/registry/index.ts";

const targets = (
  registries: string[],
  region: string | null,
  partition: Parameters<typeof registryTargets>[2] = null,
) => registryTargets(registries.map(askedRegistry), region, partition);
const dualstack = { fips: false, dualstack: true };
const fips = { fips: true, dualstack: false };

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
    ["input-invalid", [], "cn-north-1", "aws"],
    ["input-invalid", ["210987654321.us-east-1"], "europe", null],
  ] as const)("%s for %j in region %s, role's partition %s", (code, registries, region, partition) => {
    expect(() => targets([...registries], region, partition)).toThrow(expect.objectContaining({ code }));
  });
});

describe("with FIPS or dual-stack endpoints", () => {
  const hosts = (registry: string, kind: typeof fips) =>
    registryTargets([askedRegistry(registry)], "us-west-2", null, kind).regions[0]?.hosts[0];

  test.each([
    ["012345678901", fips, "012345678901.dkr.ecr-fips.us-west-2.amazonaws.com"],
    ["012345678901", dualstack, "012345678901.dkr-ecr.us-west-2.on.aws"],
    ["012345678901", { fips: true, dualstack: true }, "012345678901.dkr-ecr-fips.us-west-2.on.aws"],
    ["012345678901.us-gov-west-1", fips, "012345678901.dkr.ecr-fips.us-gov-west-1.amazonaws.com"],
    ["012345678901.us-east-1/app", fips, "012345678901.dkr.ecr-fips.us-east-1.amazonaws.com"],
    ["012345678901.cn-north-1", dualstack, "012345678901.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn"],
  ])("%s becomes the host of that kind: %j", (registry, kind, host) => {
    expect(hosts(registry, kind)).toBe(host);
  });

  test.each([
    "012345678901.dkr.ecr.us-west-2.amazonaws.com",
    "012345678901.dkr-ecr.us-west-2.on.aws",
    "012345678901.dkr.ecr-fips.us-west-2.amazonaws.com",
  ])("%s stays as it was asked for", (host) => {
    expect([hosts(host, fips), hosts(host, dualstack)]).toEqual([host, host]);
  });

  test("a partition without dual-stack registries is told", () => {
    expect(() => hosts("012345678901.us-iso-east-1", dualstack)).toThrow(
      expect.objectContaining({ code: "registry-invalid" }),
    );
  });

  test("the caller's own registry gets the host of that kind, unless a custom endpoint stands in for ECR", () => {
    const own = "https://455931011959.dkr.ecr.eu-west-1.amazonaws.com";
    expect(ownRegistryHost(own, "eu-west-1", false, dualstack)).toBe("455931011959.dkr-ecr.eu-west-1.on.aws");
    expect(ownRegistryHost("http://localhost:5000", "eu-west-1", true, fips)).toBe("localhost:5000");
  });
});

describe("ECR Public", () => {
  const hosts = (registries: string[], kind = { fips: false, dualstack: false }) =>
    publicTargets(registries.map(askedRegistry), "aws", kind);

  test("is asked for by its name or its host, and once", () => {
    expect(hosts(["public", "012345678901", "public.ecr.aws/docker/library/node:24"])).toEqual(["public.ecr.aws"]);
    expect(hosts(["012345678901"])).toEqual([]);
  });

  test("has a dual-stack host, which `public` means with --dualstack", () => {
    expect(hosts(["public"], dualstack)).toEqual(["ecr-public.aws.com"]);
    expect(hosts(["public.ecr.aws", "ecr-public.aws.com"], dualstack)).toEqual([
      "public.ecr.aws",
      "ecr-public.aws.com",
    ]);
  });

  test("needs no region, and no private registry", () => {
    expect(targets(["public"], null)).toEqual({ stsRegion: "us-east-1", regions: [] });
    expect(targets(["public"], "eu-west-1")).toEqual({ stsRegion: "eu-west-1", regions: [] });
  });

  test("has no FIPS endpoint, and is in no other partition", () => {
    const invalid = expect.objectContaining({ code: "registry-invalid" });
    expect(() => hosts(["public"], fips)).toThrow(invalid);
    expect(() => publicTargets([askedRegistry("public")], "aws-cn")).toThrow(invalid);
  });
});

test("the hosts asked for are known in their order", () => {
  const registries = ["public", "210987654321.us-east-1", "012345678901"].map(askedRegistry);
  expect(askedHosts(registries, "eu-west-1")).toEqual([
    "public.ecr.aws",
    "210987654321.dkr.ecr.us-east-1.amazonaws.com",
    "012345678901.dkr.ecr.eu-west-1.amazonaws.com",
  ]);
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
