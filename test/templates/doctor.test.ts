import { beforeAll, describe, expect, test } from "vitest";
import { doctorSpecs } from "../../src/cli/doctor-options.ts";
import { commonOptions, variableOf } from "../../src/cli/option-spec.ts";
import { runWithStub } from "./run-with-stub.ts";
import { readTemplate, type Template } from "./template.ts";

let template: Template;
let script: string;

beforeAll(async () => {
  template = await readTemplate("doctor");
  const job = template.jobs()["ecr-doctor"] as { script?: string[] } | undefined;
  script = job?.script?.[0] ?? "";
});

describe("the doctor's job", () => {
  test("has a token, and shows its steps on the pipeline's page whatever becomes of it", () => {
    expect(template.jobs({ job_name: "why", audience: "aws", allow_failure: "false" }).why).toMatchObject({
      stage: "test",
      id_tokens: { GITLAB_OIDC_TOKEN: { aud: "aws" } },
      artifacts: { when: "always", reports: { junit: "gitlab-ecr-doctor.xml" } },
    });
  });

  test("sets only variables that the doctor reads, each from the input of its name", () => {
    const known = new Set([...doctorSpecs, ...commonOptions].map(variableOf).concat("GITLAB_ECR_REGISTRIES"));
    const ofScript = ["GITLAB_ECR_ARCHIVE_URL", "GITLAB_ECR_INSTALL_NODE"];
    for (const name of ofScript) known.add(name);
    for (const name of Object.keys(template.jobs()["ecr-doctor"]?.variables ?? {})) {
      expect(known, name).toContain(name);
      expect(template.body).toContain(`${name}: "$[[ inputs.${name.slice("GITLAB_ECR_".length).toLowerCase()} ]]"`);
    }
  });

  test("has inputs that are described, used, and accept their defaults", () => {
    for (const [name, { description, regex, default: fallback }] of Object.entries(template.inputs)) {
      expect(description, name).toMatch(/^[A-Z].{10,1022}\.$/);
      expect(template.body, name).toContain(`$[[ inputs.${name} ]]`);
      if (regex !== undefined) expect(String(fallback), name).toMatch(new RegExp(regex));
    }
  });
});

describe("its script", () => {
  const run = (environment: Record<string, string>) => runWithStub(script, environment, 1);

  test("runs gitlab-ecr of the image, and ends as it ends", async () => {
    const { status, said } = await run({ PATH: "FOLDER:/usr/bin:/bin" });
    expect([status, said]).toEqual([1, "doctor --format junit --output gitlab-ecr-doctor.xml "]);
  });

  test("says what is missing where there is none", async () => {
    const { status, stderr } = await run({ GITLAB_ECR_BUNDLE: "/nowhere/gitlab-ecr.cjs" });
    expect(status).toBe(1);
    expect(stderr).toContain("gitlab-ecr: This job has no gitlab-ecr. Ways out:");
  });
});
