import { expect, test } from "vitest";
import { exampleWorld } from "./index.ts";
import { locate } from "./locate.ts";

const { world } = exampleWorld();

test.each([
  ["https://sts.amazonaws.com/", "sts", "us-east-1", "aws"],
  ["https://sts.ap-northeast-1.amazonaws.com/", "sts", "ap-northeast-1", "aws"],
  ["https://sts-fips.us-east-1.amazonaws.com/", "sts", "us-east-1", "aws"],
  ["https://sts.eu-central-1.api.aws/", "sts", "eu-central-1", "aws"],
  ["https://sts.cn-north-1.amazonaws.com.cn/", "sts", "cn-north-1", "aws-cn"],
  ["https://sts.us-gov-west-1.amazonaws.com/", "sts", "us-gov-west-1", "aws-us-gov"],
  ["https://sts.eusc-de-east-1.amazonaws.eu/", "sts", "eusc-de-east-1", "aws-eusc"],
  ["https://sts.us-iso-east-1.c2s.ic.gov/", "sts", "us-iso-east-1", "aws-iso"],
  ["https://sts.us-isob-east-1.sc2s.sgov.gov/", "sts", "us-isob-east-1", "aws-iso-b"],
  ["https://sts.eu-isoe-west-1.cloud.adc-e.uk/", "sts", "eu-isoe-west-1", "aws-iso-e"],
  ["https://sts.us-isof-south-1.csp.hci.ic.gov/", "sts", "us-isof-south-1", "aws-iso-f"],
  ["https://api.ecr.ap-northeast-1.amazonaws.com/", "ecr", "ap-northeast-1", "aws"],
  ["https://ecr-fips.us-east-1.amazonaws.com/", "ecr", "us-east-1", "aws"],
  ["https://ecr.us-east-1.api.aws/", "ecr", "us-east-1", "aws"],
  ["https://ecr-fips.us-east-1.api.aws/", "ecr", "us-east-1", "aws"],
  ["https://api.ecr.cn-north-1.amazonaws.com.cn/", "ecr", "cn-north-1", "aws-cn"],
  ["https://ecr.cn-north-1.api.amazonwebservices.com.cn/", "ecr", "cn-north-1", "aws-cn"],
  ["https://api.ecr-public.us-east-1.amazonaws.com/", "ecr-public", "us-east-1", "aws"],
  ["https://iam.amazonaws.com/", "iam", "us-east-1", "aws"],
  ["https://iam.global.api.aws/", "iam", "us-east-1", "aws"],
  ["https://iam.cn-north-1.amazonaws.com.cn/", "iam", "cn-north-1", "aws-cn"],
  ["https://iam.us-gov.amazonaws.com/", "iam", "us-gov-west-1", "aws-us-gov"],
  ["https://iam.eusc-de-east-1.amazonaws.eu/", "iam", "eusc-de-east-1", "aws-eusc"],
  ["https://455931011959.dkr.ecr.eu-west-1.amazonaws.com/v2/", "registry", "eu-west-1", "aws"],
  ["https://455931011959.dkr.ecr.cn-north-1.amazonaws.com.cn/v2/", "registry", "cn-north-1", "aws-cn"],
  ["http://127.0.0.1:4000/iam", "iam", undefined, undefined],
  ["http://127.0.0.1:4000/sts", "sts", undefined, undefined],
  ["http://127.0.0.1:4000/ecr/", "ecr", undefined, undefined],
  ["http://localhost:4000/ecr/us-east-1/", "ecr", "us-east-1", "aws"],
])("%s is %s in %s", (url, service, region, partition) => {
  expect(locate(world, new Request(url))).toMatchObject({ service, region, partition });
});

test.each([
  "https://gitlab.example.com/.well-known/openid-configuration",
  "https://gitlab.com/oauth/discovery/keys",
  "http://127.0.0.1:4000/issuer/gitlab.com/oauth/discovery/keys",
])("%s is an issuer", (url) => {
  expect(locate(world, new Request(url))).toMatchObject({ service: "issuer" });
});

test.each([
  "http://sts.ap-northeast-1.amazonaws.com/",
  "https://sts.ap-northeast-1.amazonaws.com.evil.example/",
  "https://sts.cn-north-1.amazonaws.com/",
  "https://sts.ap-northeast-1.amazonaws.com.cn/",
  "https://ecr.ap-northeast-1.amazonaws.com/",
  "https://api.ecr.us-east-1.api.aws/",
  "https://api.ecr-public.eu-central-1.amazonaws.com/",
  "https://iam.eu-west-1.amazonaws.com/",
  "https://455931011959.dkr.ecr.cn-north-1.amazonaws.com/v2/",
  "https://example.com/sts/",
  "https://gitlab.example.com.evil.example/",
  "http://127.0.0.1:4000/sts/us-east-1/more",
  "http://127.0.0.1:4000/",
])("%s is nobody's", (url) => {
  expect(locate(world, new Request(url))).toBeUndefined();
});

test.each([
  [{ "content-type": "application/x-www-form-urlencoded; charset=utf-8" }, "sts"],
  [
    {
      "content-type": "application/x-www-form-urlencoded",
      authorization:
        "AWS4-HMAC-SHA256 Credential=AKIA/20261124/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0",
    },
    "iam",
  ],
  [{ "x-amz-target": "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken" }, "ecr"],
  [{ "x-amz-target": "SpencerFrontendService.GetAuthorizationToken" }, "ecr-public"],
])("one endpoint for all: %j is %s", (headers, service) => {
  const request = new Request("http://127.0.0.1:4000/", { method: "POST", headers });
  expect(locate(world, request)).toMatchObject({ service, region: undefined });
});
