import { expect, test } from "vitest";
import { customEndpoint } from "../../../src/core/registry/index.ts";

test("a service's own variable comes before the one for all", () => {
  const environment = { AWS_ENDPOINT_URL: "https://aws.example.com", AWS_ENDPOINT_URL_STS: "https://sts.example.com" };
  expect(customEndpoint("STS", environment)).toEqual({
    variable: "AWS_ENDPOINT_URL_STS",
    url: "https://sts.example.com",
  });
  expect(customEndpoint("ECR", environment)).toEqual({ variable: "AWS_ENDPOINT_URL", url: "https://aws.example.com" });
  expect(customEndpoint("ECR", { AWS_ENDPOINT_URL: "" })).toBeNull();
});

test.each(["http://localhost:4566", "http://127.0.0.1:1", "http://127.9.9.9", "http://[::1]:80"])(
  "%s stays on this machine",
  (url) => {
    expect(customEndpoint("STS", { AWS_ENDPOINT_URL: url })?.url).toBe(url);
  },
);

test.each([
  ["http://sts.example.com", "endpoint-insecure"],
  ["http://127.0.0.1.example.com", "endpoint-insecure"],
  ["http://localhost.example.com", "endpoint-insecure"],
  ["http://2130706433.example.com", "endpoint-insecure"],
  ["https://user:password@sts.example.com", "input-invalid"],
  ["sts.example.com", "input-invalid"],
  ["ftp://localhost", "input-invalid"],
])("%s is refused: %s", (url, code) => {
  expect(() => customEndpoint("STS", { AWS_ENDPOINT_URL: url })).toThrow(expect.objectContaining({ code }));
});
