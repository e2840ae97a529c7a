import { describe, expect, it } from "vitest";
import { shadowedHosts } from "../../../src/adapters/containers/index.ts";

const host = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
const other = "210987654321.dkr.ecr.eu-west-1.amazonaws.com";

describe("shadowedHosts", () => {
  it.each([[host], [`https://${host}`], [`http://${host}/`], [`https://${host}/v1/`], [`${host}/v2/`], [` ${host} `]])(
    "finds the host under the key %j",
    (key) => {
      expect(shadowedHosts(JSON.stringify({ auths: { [key]: { auth: "x" } } }), [other, host])).toEqual([host]);
    },
  );

  it.each([
    [`x${host}`],
    [`${host}.evil.example`],
    [`${host}:443`],
    [`example.com/${host}`],
    ["dkr.ecr.eu-west-1.amazonaws.com"],
  ])("doesn't take the key %j for the host", (key) => {
    expect(shadowedHosts(JSON.stringify({ auths: { [key]: {} } }), [host])).toEqual([]);
  });

  it.each([
    [""],
    ["not JSON"],
    ["null"],
    ["[]"],
    ["1"],
    ['{"auths":[]}'],
    ['{"auths":null}'],
    ["{}"],
    ["/path/to/file"],
  ])("finds nothing in %j", (text) => {
    expect(shadowedHosts(text, [host])).toEqual([]);
  });
});
