import { GitlabEcrError } from "../../../src/core/errors/index.ts";
import {
  decideSetup,
  planSetup,
  type SetupAccess,
  type SetupDecision,
  type SetupPlan,
  type SetupRequest,
} from "../../../src/core/setup/index.ts";
import { includeBlock, type SetupFormat, setupFiles, setupText } from "../../../src/reports/index.ts";

/** What the wizard's form holds, all as text. */
export interface WizardForm {
  /** What is there already. */
  readonly there: "nothing" | "role" | "role-lacking" | "user" | "user-lacking";
  readonly existingName: string;
  readonly reachable: "yes" | "no" | "unknown";
  readonly gitlabUrl: string;
  readonly project: string;
  readonly projectId: string;
  readonly refKind: "branch" | "tag" | "environment";
  readonly ref: string;
  readonly protectedOnly: boolean;
  readonly subComponents: string;
  readonly accountId: string;
  readonly region: string;
  readonly repository: string;
  readonly access: SetupAccess;
  readonly identity: "oidc" | "user";
  readonly createRepository: boolean;
}

/** One file that the page offers. */
export interface WizardFile {
  readonly name: string;
  readonly text: string;
}

/** What the answers come to. */
export type WizardResult =
  | { readonly kind: "problem"; readonly message: string }
  | {
      readonly kind: "plan";
      readonly grade: SetupPlan["grade"];
      readonly files: Readonly<Record<string, readonly WizardFile[]>>;
    };

/** The decision guide's advice for what is there. */
export function advise({ there, existingName, reachable }: WizardForm): SetupDecision {
  const name = existingName.trim() || "the one that is there";
  const ecr = there.endsWith("-lacking") ? "deny" : "allow";
  const roles = there.startsWith("role") ? ([{ name, ecr, admits: "allow" }] as const) : [];
  const users = there.startsWith("user") ? ([{ name, ecr }] as const) : [];
  return decideSetup({ roles, users, issuerReachable: reachable === "unknown" ? null : reachable === "yes" });
}

const tabs = {
  Terraform: "terraform",
  CloudFormation: "cloudformation",
  CDK: "cdk",
  "AWS command line": "aws-cli",
  Policies: "json",
} as const satisfies Record<string, SetupFormat>;

const same = (text: string) => text;
const plain = { bold: same, dim: same, good: same, bad: same, caution: same };

/** The plan in every form, or the first thing that is missing or impossible. */
export function planFiles(form: WizardForm): WizardResult {
  try {
    const plan = planSetup(requestOf(form));
    const files = Object.entries(tabs).map(([tab, format]) => [tab, setupFiles(plan, format)] as const);
    const include = [{ name: ".gitlab-ci.yml", text: includeBlock(plan) }];
    const overview = [{ name: "plan.txt", text: setupText(plan, plain) }];
    return {
      kind: "plan",
      grade: plan.grade,
      files: { "Include block": include, Plan: overview, ...Object.fromEntries(files) },
    };
  } catch (error) {
    if (!(error instanceof GitlabEcrError)) throw error;
    return { kind: "problem", message: [error.message, ...error.remedy].join(" ") };
  }
}

function requestOf(form: WizardForm): SetupRequest {
  const patterns = words(form.ref);
  const refs = { branch: "branches", tag: "tags", environment: "environments" } as const;
  const components = words(form.subComponents);
  return {
    identity: form.identity,
    access: form.access,
    accountId: form.accountId.trim(),
    region: form.region.trim(),
    repositories: words(form.repository),
    ...(form.createRepository ? { createRepositories: {} } : {}),
    ...(form.identity === "user"
      ? {}
      : {
          gitlabUrl: form.gitlabUrl.trim(),
          projects: [
            { path: form.project.trim(), ...(form.projectId.trim() === "" ? {} : { id: form.projectId.trim() }) },
          ],
          [refs[form.refKind]]: patterns,
          protectedOnly: form.protectedOnly,
          ...(components.length === 0 ? {} : { subComponents: components }),
        }),
  };
}

function words(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== "");
}
