import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { parseToObject } from "hcl2-parser";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { checkPermissions, evaluateTrustPolicy } from "../../../src/core/policy/index.ts";
import type { SetupPlan } from "../../../src/core/setup/index.ts";
import { setupFiles } from "../../../src/reports/index.ts";
import { GitlabEcrStack as EverythingStack } from "../../cases/setup/everything/cdk/stack.ts";
import { GitlabEcrStack as UserStack } from "../../cases/setup/user/cdk/stack.ts";
import { GitlabEcrStack as UsualStack } from "../../cases/setup/usual/cdk/stack.ts";
import { examplePlans } from "./example-plans.ts";
import { readHclLiteral } from "./hcl-literal.ts";

/** The policies that a format's files hold; trust is absent for a user. */
interface Policies {
  readonly trust: unknown;
  readonly permissions: unknown;
}

const textOf = (plan: SetupPlan, format: Parameters<typeof setupFiles>[1], name: string) =>
  setupFiles(plan, format).find((file) => file.name === name)?.text;

/** Puts the provider's ARN where a format refers to it. */
function withProvider(value: unknown, plan: SetupPlan): unknown {
  return JSON.parse(JSON.stringify(value ?? null), (key, one) =>
    key === "Federated" && typeof one === "object" ? plan.provider?.arn : one,
  );
}

function fromFiles(plan: SetupPlan, format: "json" | "aws-cli"): Policies {
  const read = (name: string) => JSON.parse(textOf(plan, format, name) ?? "null");
  return { trust: read("trust-policy.json"), permissions: read("permissions-policy.json") };
}

interface Resource {
  readonly Properties: {
    readonly AssumeRolePolicyDocument?: unknown;
    readonly Policies?: readonly { readonly PolicyDocument: unknown }[];
  };
}

function fromTemplate({ Resources }: { Resources: Record<string, Resource> }, plan: SetupPlan): Policies {
  const { Properties } = (Resources.GitLabRole ?? Resources.GitLabUser)!;
  return {
    trust: withProvider(Properties.AssumeRolePolicyDocument, plan),
    permissions: Properties.Policies?.[0]?.PolicyDocument,
  };
}

function fromTerraform(plan: SetupPlan): Policies {
  const { resource } = parseToObject(textOf(plan, "terraform", "main.tf") ?? "")[0];
  const literal = (expression: string | undefined) =>
    readHclLiteral(/^\$\{jsonencode\(([\s\S]*)\)\}$/.exec(expression ?? "")?.[1] ?? "");
  const trust = resource.aws_iam_role?.gitlab[0].assume_role_policy;
  const inline = resource.aws_iam_role_policy ?? resource.aws_iam_user_policy;
  return {
    trust: trust === undefined ? null : withProvider(literal(trust), plan),
    permissions: literal(inline.ecr[0].policy),
  };
}

const stacks = { usual: UsualStack, everything: EverythingStack, user: UserStack } as const;

function fromCdk(name: string, plan: SetupPlan): Policies[] {
  const Stack = stacks[name as keyof typeof stacks];
  if (Stack === undefined) return [];
  const template = Template.fromStack(new Stack(new App(), "GitlabEcr")).toJSON();
  return [fromTemplate(template as { Resources: Record<string, Resource> }, plan)];
}

const tokens = (plan: SetupPlan) => {
  const { issuer, audience } = plan.gitlab ?? { issuer: "https://gitlab.com", audience: "sts.amazonaws.com" };
  const path = plan.gitlab?.projects[0]?.path ?? "org/app";
  const id = plan.gitlab?.projects[0]?.id ?? "1";
  const common = { iss: issuer, aud: audience, project_id: id, ref_protected: "true" };
  const refs = ["branch:ref:main", "branch:ref:evil", "tag:ref:main", "tag:ref:v1", 'branch:ref:it\'s-${odd}-"%{one}"'];
  const subs = refs.flatMap((ref) => [`project_path:${path}:ref_type:${ref}`, `project_id:${id}:ref_type:${ref}`]);
  return [
    ...subs.map((sub) => ({ ...common, sub })),
    ...subs.map((sub) => ({ ...common, sub, aud: "other" })),
    ...subs.map((sub) => ({ ...common, sub, project_id: "666" })),
    ...subs.map((sub) => ({ ...common, sub, ref_protected: "false" })),
  ];
};

describe("the policies in all formats", { timeout: 60_000 }, () => {
  test.each(examplePlans)("$name: are the plan's, and evaluate alike", ({ name, plan }) => {
    const identity = plan.role ?? plan.user;
    const template = parse(textOf(plan, "cloudformation", "template.yaml") ?? "", { version: "1.1" });
    const all: Policies[] = [
      fromFiles(plan, "json"),
      fromFiles(plan, "aws-cli"),
      fromTemplate(template, plan),
      fromTerraform(plan),
      ...fromCdk(name, plan),
    ];
    for (const { trust, permissions } of all) {
      expect(trust ?? null).toEqual(plan.role?.trustPolicy ?? null);
      expect(permissions).toEqual(identity?.permissionsPolicy);
      const { push, pull } = checkPermissions([permissions], { repository: plan.repositories[0]?.arn ?? audited });
      expect([push, pull]).toEqual(
        { push: ["allow", "allow"], pull: ["deny", "allow"], audit: ["deny", "deny"] }[plan.access],
      );
    }
    const verdicts = all
      .filter(({ trust }) => trust)
      .map(({ trust }) => tokens(plan).map((token) => evaluateTrustPolicy(trust, token).verdict));
    for (const one of verdicts) expect(one).toEqual(verdicts[0]);
    if (plan.role !== null) expect(new Set(verdicts[0])).toEqual(new Set(["allow", "deny"]));
  });

  test("another account's repository policy is in every folder", () => {
    const { plan } = examplePlans.find(({ name }) => name === "otherAccount")!;
    for (const format of ["json", "cloudformation", "terraform", "cdk", "aws-cli", "plan"] as const) {
      expect(JSON.parse(textOf(plan, format, "repository-policy.json") ?? "null")).toEqual(plan.repositoryPolicy);
      expect(textOf(plan, format, "README.md")).toContain("aws ecr set-repository-policy");
    }
  });
});

const audited = "arn:aws:ecr:ap-northeast-1:455931011959:repository/app";
