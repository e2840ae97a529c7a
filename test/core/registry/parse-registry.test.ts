import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatRegistryHost, parseRegistry, parseRegistryHost } from "../../../src/core/registry/index.ts";

// ECR user guide: private registry, FIPS and dual-stack endpoints, for each partition.
const hosts = [
  ["455931011959.dkr.ecr.ap-northeast-1.amazonaws.com", "aws", "ap-northeast-1", false, false],
  ["455931011959.dkr.ecr-fips.us-east-1.amazonaws.com", "aws", "us-east-1", true, false],
  ["455931011959.dkr-ecr.eu-west-1.on.aws", "aws", "eu-west-1", false, true],
  ["455931011959.dkr-ecr-fips.us-west-2.on.aws", "aws", "us-west-2", true, true],
  ["012345678901.dkr.ecr.us-gov-west-1.amazonaws.com", "aws-us-gov", "us-gov-west-1", false, false],
  ["012345678901.dkr.ecr-fips.us-gov-east-1.amazonaws.com", "aws-us-gov", "us-gov-east-1", true, false],
  ["455931011959.dkr.ecr.cn-north-1.amazonaws.com.cn", "aws-cn", "cn-north-1", false, false],
  ["455931011959.dkr-ecr.cn-northwest-1.on.amazonwebservices.com.cn", "aws-cn", "cn-northwest-1", false, true],
  ["455931011959.dkr.ecr.eusc-de-east-1.amazonaws.eu", "aws-eusc", "eusc-de-east-1", false, false],
  ["455931011959.dkr.ecr.us-iso-east-1.c2s.ic.gov", "aws-iso", "us-iso-east-1", false, false],
  ["455931011959.dkr.ecr.us-isob-east-1.sc2s.sgov.gov", "aws-iso-b", "us-isob-east-1", false, false],
  ["455931011959.dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk", "aws-iso-e", "eu-isoe-west-1", false, false],
  ["455931011959.dkr.ecr.us-isof-south-1.csp.hci.ic.gov", "aws-iso-f", "us-isof-south-1", false, false],
] as const;

describe("host names", () => {
  test.each(hosts)("%s is of partition %s, region %s", (host, partition, region, fips, dualstack) => {
    const accountId = host.slice(0, 12);
    const expected = { kind: "private", host, accountId, region, partition, fips, dualstack, repository: null };
    expect(parseRegistry(host)).toEqual(expected);
    expect(formatRegistryHost({ accountId, region, fips, dualstack })).toBe(host);
  });

  test("a repository's URI gives its host and its name, without tag and digest", () => {
    const host = hosts[0][0];
    const digest = `sha256:${"0a".repeat(32)}`;
    for (const end of ["", ":v1.2", `@${digest}`, `:v1@${digest}`]) {
      expect(parseRegistry(`${host}/team/aws-network_cdk${end}`)).toMatchObject({
        host,
        repository: "team/aws-network_cdk",
      });
    }
  });

  test("https:// before a host is what AWS's own answers carry", () => {
    expect(parseRegistry(`https://${hosts[0][0]}`).host).toBe(hosts[0][0]);
  });
});

describe("short forms", () => {
  test("an account id alone leaves the region open", () => {
    expect(parseRegistry("012345678901")).toMatchObject({ accountId: "012345678901", region: null, host: null });
  });

  test("ACCOUNT.REGION names the partition's host", () => {
    expect(parseRegistry("012345678901.cn-north-1")).toMatchObject({
      host: "012345678901.dkr.ecr.cn-north-1.amazonaws.com.cn",
      partition: "aws-cn",
    });
  });

  test.each(["public", "public.ecr.aws", "public.ecr.aws/docker/library/node:24"])("%s is ECR Public", (text) => {
    expect(parseRegistry(text)).toMatchObject({ kind: "public", host: "public.ecr.aws", accountId: null });
  });
});

describe("what isn't a registry", () => {
  test.each([
    ["", "its host name isn't one that ECR uses"],
    ["registry.gitlab.com", "its host name isn't one that ECR uses"],
    ["public.ecr.aws.evil.example.com", "its host name isn't one that ECR uses"],
    ["455931011959.dkr.ecr.ap-northeast-1.amazonaws.com.evil.example.com", "its host name isn't one that ECR uses"],
    ["evil.455931011959.dkr.ecr.ap-northeast-1.amazonaws.com", "its host name isn't one that ECR uses"],
    ["455931011959.dkr.ecr.ap-northeast-1.amazonaws.com.", "its host name isn't one that ECR uses"],
    ["455931011959.dkr.ecr.cn-north-1.amazonaws.com", "its host name isn't one that ECR uses"],
    ["455931011959.dkr.ecr.eu-west-1.amazonaws.com.cn", "its host name isn't one that ECR uses"],
    ["455931011959.dkr-ecr.us-iso-east-1.on.aws", "its host name isn't one that ECR uses"],
    ["http://455931011959.dkr.ecr.eu-west-1.amazonaws.com", "it is an address; give the host alone"],
    ["455931011959.dkr.ecr.eu-west-1.amazonaws.com:443", "ECR's hosts have no port"],
    ["455931011959.DKR.ECR.eu-west-1.amazonaws.com", "host names are written in lower case"],
    ["455931011959.dkr.ecr.eu-west-1.amazonaws.com/", "what follows the host isn't the name of a repository"],
    ["455931011959.dkr.ecr.eu-west-1.amazonaws.com/UP", "what follows the host isn't the name of a repository"],
    ["12345678901", "an account id has 12 digits, this one has 11; was a leading zero dropped?"],
    ["1234567890123", "an account id has 12 digits, this one has 13"],
    ["12345678901.eu-west-1", "an account id has 12 digits, this one has 11; was a leading zero dropped?"],
    [
      "12345678901.dkr.ecr.eu-west-1.amazonaws.com",
      "its account id has fewer than 12 digits; was a leading zero dropped?",
    ],
    ["455931011959.moon", "moon isn't an AWS region"],
  ])("%j: %s", (text, reason) => {
    expect(() => parseRegistry(text)).toThrow(
      expect.objectContaining({ code: "registry-invalid", context: { registry: text, reason } }),
    );
  });

  test("no text around a right host passes for it", () => {
    const anyHost = fc.constantFrom(...hosts.map(([host]) => host));
    const noise = fc.string({ minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(anyHost, noise, noise, (host, before, after) => {
        expect(parseRegistryHost(before + host)).toBeNull();
        expect(parseRegistryHost(host + after)).toBeNull();
      }),
    );
  });

  test("no changed character of a right host passes for it, but for digits and region words", () => {
    const anyHost = fc.constantFrom(...hosts.map(([host]) => host));
    fc.assert(
      fc.property(anyHost, fc.nat(), fc.string({ minLength: 1, maxLength: 1 }), (host, at, character) => {
        const index = at % host.length;
        const changed = host.slice(0, index) + character + host.slice(index + 1);
        const parts = parseRegistryHost(changed);
        expect(parts === null || formatRegistryHost(parts) === changed).toBe(true);
        if (parts !== null) expect(changed.slice(13).split(".").slice(-2)).toEqual(host.slice(13).split(".").slice(-2));
      }),
    );
  });
});
