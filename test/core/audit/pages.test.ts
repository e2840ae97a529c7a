import { expect, test } from "vitest";
import { auditAccount } from "../../../src/core/audit/index.ts";
import { allow, arnOf, now, policy } from "./account-json.ts";

const page = {
  UserDetailList: [
    {
      UserName: "gitlab-ci",
      Arn: arnOf("user/gitlab-ci"),
      Path: "/",
      CreateDate: "2024-03-01T10:00:00Z",
      GroupList: [],
      AttachedManagedPolicies: [],
      UserPolicyList: [{ PolicyName: "push", PolicyDocument: policy(allow("ecr:*")) }],
    },
  ],
  GroupDetailList: [],
  RoleDetailList: [],
  Policies: [],
};

test("a page that is given twice counts once", () => {
  const once = auditAccount([page], { now });
  expect(once.users).toHaveLength(1);
  expect(auditAccount([page, page], { now })).toEqual(once);
});
