import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { exampleWorld, idToken } from "../fake/index.ts";
import { parseXml } from "../reports/parse-xml.ts";
import { doctorJob, readableWorld } from "./doctor-scene.ts";
import { interceptRequests, runCli, temporaryFolder } from "./run-cli.ts";

interceptRequests();

describe("JUnit", () => {
  test("has a test case for each step, and counts them", async () => {
    const example = readableWorld();
    const run = await runCli(example.world, ["doctor", "--format", "junit"], { environment: doctorJob(example) });
    const suites = parseXml(run.stdout);
    const [suite] = suites.children;
    expect(suite?.attributes).toEqual({
      name: "gitlab-ecr doctor",
      tests: "14",
      failures: "0",
      errors: "0",
      skipped: "1",
    });
    expect(suite?.children.map(({ attributes }) => attributes.name)).toContain("trust policy");
    expect(run.status).toBe(0);
  });

  test("a failure holds code, cause and remedy, whatever characters the job brings", async () => {
    const example = exampleWorld();
    const ref = `a<b>&"c'\u0000\u001b]]>\ud800\uffff`;
    const environment = doctorJob(example, idToken(example.world, { ref }));
    const run = await runCli(example.world, ["doctor", "--format", "junit"], { environment });
    const cases = parseXml(run.stdout).children[0]?.children ?? [];
    const token = cases.find(({ attributes }) => attributes.name === "ID token");
    expect(token?.children[0]?.text).toContain(`ref: a<b>&"c'`);
    const exchange = cases.find(({ attributes }) => attributes.name?.startsWith("exchange"));
    const [failure] = exchange?.children ?? [];
    expect(failure).toMatchObject({ name: "failure", attributes: { type: "trust-denied" } });
    expect(failure?.text).toContain("What to do:");
    expect(run.status).toBe(1);
  });

  test("goes to a file, while the log has the text", async () => {
    const example = exampleWorld();
    const path = join(await temporaryFolder(), "doctor.xml");
    const environment = doctorJob(example);
    const run = await runCli(example.world, ["doctor", "--format", "junit", "--output", path], { environment });
    expect(run.stdout).toMatch(/^✓ pass: /);
    expect(parseXml(await readFile(path, "utf8")).name).toBe("testsuites");
  });

  test("a file is written also where a variable stops everything, and holds no secret", async () => {
    const example = exampleWorld();
    const path = join(await temporaryFolder(), "doctor.json");
    const environment = { ...doctorJob(example), GITLAB_ECR_ROLE_ARN: "$NOWHERE", SOME_TOKEN: "$NOWHERE is literal" };
    const run = await runCli(example.world, ["doctor", "--format", "json", "--output", path], { environment });
    const text = await readFile(path, "utf8");
    expect(JSON.parse(text)).toMatchObject({ ok: true, verdict: "fail", first: { code: "unexpanded-variable" } });
    expect(text).not.toContain("$NOWHERE is literal");
    expect(run.status).toBe(1);
  });

  test("and --json on one standard output is wrong usage", async () => {
    const run = await runCli(exampleWorld().world, ["doctor", "--json", "--format", "junit"], {});
    expect([run.status, run.code()]).toEqual([2, "input-invalid"]);
  });
});
