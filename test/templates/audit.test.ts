import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { auditFormats, auditSpecs } from "../../src/cli/audit-options.ts";
import { commonOptions, variableOf } from "../../src/cli/option-spec.ts";
import { runWithStub } from "./run-with-stub.ts";
import { accepts, readTemplate, type Template } from "./template.ts";

let template: Template;
let script: string;

beforeAll(async () => {
  template = await readTemplate("audit");
  const job = template.jobs()["ecr-audit"] as { script?: string[] } | undefined;
  script = job?.script?.[0] ?? "";
});

describe("the audit's job", () => {
  test("runs on a schedule or by hand, has a token, and hands every report to GitLab whatever becomes of it", () => {
    const jobs = template.jobs({ job_name: "look", audience: "aws", artifacts_access: "none" });
    expect(jobs.look).toMatchObject({
      extends: ".look-sarif-false",
      stage: "test",
      allow_failure: "false",
      rules: [{ if: '$CI_PIPELINE_SOURCE == "schedule" || $CI_PIPELINE_SOURCE == "web"' }],
      id_tokens: { GITLAB_OIDC_TOKEN: { aud: "aws" } },
      artifacts: {
        when: "always",
        access: "none",
        expose_as: "GitLab and ECR audit",
        paths: ["gitlab-ecr-audit.html", "gitlab-ecr-audit.json"],
        reports: { junit: "gitlab-ecr-audit.xml", codequality: "gitlab-ecr-audit-quality.json" },
      },
    });
  });

  test("has the keyword sarif only where it is asked for: older instances refuse it", () => {
    const plain = template.jobs({ sarif: "false" });
    const withSarif = template.jobs({ sarif: "true" });
    const taken = (jobs: ReturnType<typeof template.jobs>) => jobs[String(jobs["ecr-audit"]?.extends)];
    expect(JSON.stringify([plain["ecr-audit"]?.artifacts, taken(plain)])).not.toContain("sarif");
    expect(taken(withSarif)).toMatchObject({ artifacts: { reports: { sarif: "gitlab-ecr-audit.sarif" } } });
  });

  test("sets only variables that audit reads, each from the input of its name", () => {
    const known = new Set([...auditSpecs, ...commonOptions].map(variableOf));
    for (const name of ["GITLAB_ECR_ARCHIVE_URL", "GITLAB_ECR_INSTALL_NODE"]) known.add(name);
    for (const name of Object.keys(template.jobs()["ecr-audit"]?.variables ?? {})) {
      expect(known, name).toContain(name);
      expect(template.body).toContain(`${name}: "$[[ inputs.${name.slice("GITLAB_ECR_".length).toLowerCase()} ]]"`);
    }
  });

  test("has inputs that are described, used, accept their defaults, and have no empty one", () => {
    for (const [name, input] of Object.entries(template.inputs)) {
      expect(input.description, name).toMatch(/^[A-Z].{10,1022}\.$/);
      expect(template.body, name).toContain(`$[[ inputs.${name} ]]`);
      expect(String(input.default), name).not.toBe("");
      expect(accepts(input, String(input.default)), name).toBe(true);
    }
  });

  test.each([
    ["role_arn", "arn:aws:iam::123456789012:role/audit, arn:aws-cn:iam::210987654321:role/path/audit $MORE", true],
    ["role_arn", "audit", false],
    ["role_arn", "arn:aws:iam::123456789012:role/audit; curl x", false],
    ["region", "eu-west-1 us-east-1", true],
    ["region", "Frankfurt", false],
    ["issuer", "https://git.example.com https://gitlab.example.com:8443/gitlab", true],
    ["issuer", "http://git.example.com", false],
    ["repository", "arn:aws:ecr:eu-west-1:123456789012:repository/team/app", true],
    ["repository", "$(id)", false],
    ["max_key_age", "180", true],
    ["max_key_age", "half a year", false],
    ["suppressions", "ci/suppressions.yml", true],
    ["baseline", "`id`", false],
    ["fail_on", "caution", true],
    ["fail_on", "info", false],
    ["artifacts_access", "everybody", false],
    ["expire_in", "1 week", true],
  ])("takes %s %s: %s", (name, value, taken) => {
    expect(accepts(template.inputs[name], value)).toBe(taken);
  });
});

describe("its script", () => {
  async function run(environment: Record<string, string>) {
    const { said, ...ended } = await runWithStub(script, environment, 1);
    return { ...ended, said: (said ?? "").trim().split(" ") };
  }

  test("runs gitlab-ecr of the image, has it write every file that the job names, and ends as it ends", async () => {
    const { status, said } = await run({ PATH: "FOLDER:/usr/bin:/bin" });
    expect([status, said[0]]).toEqual([1, "audit"]);
    const files = Object.fromEntries(
      said.flatMap((word, index) => (word === "--format" ? [[said[index + 1], said[index + 3]]] : [])),
    );
    expect(Object.keys(files).every((format) => (auditFormats as readonly string[]).includes(format))).toBe(true);
    const { artifacts } = template.jobs()["ecr-audit"] as unknown as {
      artifacts: { paths: string[]; reports: Record<string, string> };
    };
    expect(artifacts.paths).toEqual([files.html, files.json]);
    const { sarif, ...reports } = files;
    expect(artifacts.reports).toEqual({ junit: reports.junit, codequality: reports.codequality });
    expect(sarif).toBe("gitlab-ecr-audit.sarif");
  });

  test("says what is missing where there is none", async () => {
    const { status, stderr } = await run({ GITLAB_ECR_BUNDLE: "/nowhere/gitlab-ecr.cjs" });
    expect(status).toBe(1);
    expect(stderr).toContain("gitlab-ecr: This job has no gitlab-ecr. Ways out:");
  });

  test("downloads as the other components do", async () => {
    const functionsOf = async (name: string) => {
      const text = await readFile(new URL(`../../templates/${name}.yml`, import.meta.url), "utf8");
      return /\n( +fail\(\) \{\n[\s\S]*?)\n +# Each way to get gitlab-ecr/.exec(text)?.[1];
    };
    expect(await functionsOf("audit")).toBe(await functionsOf("doctor"));
    expect(await functionsOf("audit")).toContain("fetch_archive() {");
  });
});
