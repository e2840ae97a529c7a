import { describe, expect, test } from "vitest";
import { checkPermissions, scopePolicy } from "../../../src/core/policy/index.ts";
import { full, repository } from "./ecr-policy.ts";

const publicRepository = "arn:aws:ecr-public::455931011959:repository/aws-network-cdk";
const publicToken = {
  Effect: "Allow",
  Action: ["ecr-public:GetAuthorizationToken", "sts:GetServiceBearerToken"],
  Resource: "*",
};
const statements = (scope: Parameters<typeof scopePolicy>[0]): unknown => JSON.parse(scopePolicy(scope)).Statement;

describe("scopePolicy", () => {
  test.each([
    ["push", repository, "allow", "allow"],
    ["pull", repository, "deny", "allow"],
    ["push", `${repository}-other`, "deny", "deny"],
  ] as const)("%s on %s, then push is %s and pull is %s", (access, scoped, push, pull) => {
    const session = [scopePolicy({ access, repositories: [scoped], publicRepositories: null })];
    expect(checkPermissions({ identity: [full], session }, { repository })).toMatchObject({ push, pull });
  });

  test("is short: a version, sorted lists, single values as text", () => {
    const text = scopePolicy({
      access: "pull",
      repositories: [`${repository}-b`, repository],
      publicRepositories: null,
    });
    expect(JSON.parse(text)).toEqual({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
        {
          Effect: "Allow",
          Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
          Resource: [repository, `${repository}-b`],
        },
      ],
    });
  });

  /** Amazon ECR Public User Guide, "Pushing an image". */
  test("of public repositories, a push needs the calls, a pull the token alone", () => {
    const publicPush = {
      Effect: "Allow",
      Action: [
        "ecr-public:BatchCheckLayerAvailability",
        "ecr-public:CompleteLayerUpload",
        "ecr-public:InitiateLayerUpload",
        "ecr-public:PutImage",
        "ecr-public:UploadLayerPart",
      ],
      Resource: publicRepository,
    };
    const scope = { repositories: [], publicRepositories: [publicRepository] };
    expect(statements({ ...scope, access: "push" })).toEqual([publicToken, publicPush]);
    expect(statements({ ...scope, access: "pull" })).toEqual([publicToken]);
    expect(statements({ ...scope, access: "push", publicRepositories: [] })).toEqual([publicToken]);
    expect(statements({ ...scope, access: "push", publicRepositories: null })).toEqual([]);
  });
});
