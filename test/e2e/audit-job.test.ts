import { existsSync } from "node:fs";
import { cp, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AuditReport } from "../../src/core/audit/index.ts";
import { idToken, role } from "../fake/index.ts";
import { parseXml } from "../reports/parse-xml.ts";
import { bundlePath } from "./bundle-path.ts";
import { type Cloud, startCloud } from "./cloud.ts";
import { createProject, type PipelineRun, type Project } from "./pipeline.ts";
import { describeWith } from "./require-tool.ts";
import { secretsIn, secretsOf } from "./secrets.ts";

const template = fileURLToPath(new URL("../../templates/audit.yml", import.meta.url));

// Rules of the project's own: gitlab-ci-local's pipelines are pushes.
const gitlabCi = `
include:
  - component: $CI_SERVER_FQDN/$CI_PROJECT_PATH/audit@$CI_COMMIT_SHA
    inputs:
      role_arn: $AUDIT_ROLE
      region: ap-northeast-1
      fail_on: caution

  - component: $CI_SERVER_FQDN/$CI_PROJECT_PATH/audit@$CI_COMMIT_SHA
    inputs:
      job_name: audit-for-sharing
      role_arn: $AUDIT_ROLE
      region: ap-northeast-1
      names_only: true
      fail_on: never
      sarif: true
      suppressions: suppressions.yml

ecr-audit:
  rules:
    - when: always

audit-for-sharing:
  rules:
    - when: always
`;

const suppressions = `
suppressions:
  - finding: key-too-old
    resource: user/*
    reason: They go with the move to roles
    expires: 2199-12-31
`;

const actions = [
  "iam:Get*",
  "iam:List*",
  "iam:GenerateCredentialReport",
  "ecr:DescribeRepositories",
  "ecr:GetRepositoryPolicy",
];

describeWith(["git", "rsync"], "the audit component, run for real", () => {
  let cloud: Cloud;
  let project: Project;
  let first: PipelineRun;
  let shared: PipelineRun;

  beforeAll(async () => {
    cloud = await startCloud();
    const [provider] = cloud.account.providers;
    if (provider === undefined) throw new Error("The example's account has no provider.");
    const auditor = role({
      provider,
      arn: `arn:aws:iam::${cloud.account.id}:role/gitlab-ecr-audit`,
      policies: [{ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }] }],
    });
    cloud.account.roles.push(auditor);
    project = await createProject(gitlabCi);
    await project.write("templates/audit.yml", await readFile(template, "utf8"));
    await project.write("suppressions.yml", suppressions);
    // All of its files, as a release's archive has them, where a build at the same time can't take them away.
    const files = join(project.folder, "..", "files");
    await cp(dirname(await bundlePath()), files, { recursive: true });
    const token = idToken(cloud.world);
    const variables = {
      ...cloud.fake.environment,
      AUDIT_ROLE: auditor.arn,
      GITLAB_OIDC_TOKEN: token,
      GITLAB_ECR_BUNDLE: join(files, "gitlab-ecr.cjs"),
    };
    first = await project.run({ jobs: ["ecr-audit"], variables });
    shared = await project.run({ jobs: ["audit-for-sharing"], variables });
    for (const { output } of [first, shared]) expect(secretsIn(output, secretsOf(cloud.world, token))).toEqual([]);
  });
  afterAll(async () => {
    await project?.remove();
    await cloud?.close();
  });

  const artifact = (job: string, file: string) =>
    readFile(join(project.folder, ".gitlab-ci-local", "artifacts", job, file), "utf8");
  const built = (job: string, file: string) => join(project.jobFolder(job), file);

  test("fails with findings, after it told them and wrote every report", async () => {
    expect(first.exitCode, first.output).not.toBe(0);
    expect(first.output).toMatch(/ecr-audit > .*gitlab-ci/);
    const report = JSON.parse(await readFile(built("ecr-audit", "gitlab-ecr-audit.json"), "utf8")) as AuditReport;
    expect(report).toMatchObject({ ok: true, account: cloud.account.id, unread: [] });
    expect(report.roles.map(({ name }) => name)).toContain("gitlab-ecr-audit");
    const xml = await readFile(built("ecr-audit", "gitlab-ecr-audit.xml"), "utf8");
    const failures = Number(parseXml(xml).attributes.failures);
    expect(failures).toBe(report.findings.filter(({ severity }) => severity !== "info").length);
    expect(failures).toBeGreaterThan(0);
    const quality = JSON.parse(await readFile(built("ecr-audit", "gitlab-ecr-audit-quality.json"), "utf8"));
    expect(quality.length).toBeGreaterThanOrEqual(report.findings.length);
    expect(await readFile(built("ecr-audit", "gitlab-ecr-audit.html"), "utf8")).toContain(`${cloud.account.id}`);
  });

  test("with names alone tells no account, not in the log either, and hands its files on", async () => {
    expect(shared.exitCode, shared.output).toBe(0);
    const own = shared.output.split("\n").filter((line) => line.startsWith("audit-for-sharing >"));
    for (const file of ["gitlab-ecr-audit.html", "gitlab-ecr-audit.json"]) {
      const text = await artifact("audit-for-sharing", file);
      expect(text).not.toContain(cloud.account.id);
      expect(text).toContain("gitlab-ci");
    }
    const table = own.slice(own.findIndex((line) => line.includes("wrote gitlab-ecr-audit.sarif")));
    expect(table.length).toBeGreaterThan(5);
    expect(table.join("\n")).not.toContain(cloud.account.id);
  });

  test("sets aside what the file says, and keeps SARIF for the instance", async () => {
    const sarif = JSON.parse(await readFile(built("audit-for-sharing", "gitlab-ecr-audit.sarif"), "utf8"));
    const results = sarif.runs[0].results as { ruleId: string; suppressions?: object[] }[];
    const old = results.filter(({ ruleId }) => ruleId === "key-too-old");
    expect(old.length).toBeGreaterThan(0);
    expect(old.every((one) => one.suppressions?.length === 1)).toBe(true);
    expect(existsSync(`${project.jobFolder("audit-for-sharing")}.tmp`)).toBe(false);
  });
});
