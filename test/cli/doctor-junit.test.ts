import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { exampleWorld, idToken } from "../fake/index.ts";
import { doctorJob, readableWorld } from "./doctor-scene.ts";
import { interceptRequests, runCli, temporaryFolder } from "./run-cli.ts";

interceptRequests();

interface Element {
  name: string;
  attributes: Record<string, string>;
  children: Element[];
  text: string;
}

/** A strict reader of the XML that is written here: throws for anything that isn't well-formed. */
function parseXml(xml: string): Element {
  const root: Element = { name: "", attributes: {}, children: [], text: "" };
  const open = [root];
  const token =
    /<\?xml version="1\.0" encoding="UTF-8"\?>|<\/([a-z-]+)>|<([a-z-]+)((?: [a-z]+="[^"<&]*(?:&(?:amp|lt|gt|quot|apos|#10);[^"<&]*)*")*)(\/?)>|([^<]+)/y;
  while (token.lastIndex < xml.length) {
    const at = token.lastIndex;
    const match = token.exec(xml);
    if (match === null) throw new Error(`not XML at ${xml.slice(at, at + 60)}`);
    const [, closed, opened, attributes = "", empty, text] = match;
    const parent = open.at(-1) ?? root;
    if (opened !== undefined) {
      const element = { name: opened, attributes: attributesIn(attributes), children: [], text: "" };
      parent.children.push(element);
      if (empty === "") open.push(element);
    } else if (closed !== undefined) {
      if (open.pop()?.name !== closed) throw new Error(`</${closed}> closes another element`);
    } else if (text !== undefined) {
      if (/&(?!(?:amp|lt|gt|quot|apos);)/.test(text) || /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(text)) {
        throw new Error(`not XML's text: ${text}`);
      }
      parent.text += decoded(text);
    }
  }
  if (open.length !== 1) throw new Error("an element isn't closed");
  const [only] = root.children;
  if (root.children.length !== 1 || only === undefined) throw new Error("there is more than one root");
  return only;
}

function attributesIn(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/ ([a-z]+)="([^"]*)"/g)].map(([, name, value]) => [name, decoded(value ?? "")]),
  );
}

function decoded(text: string): string {
  const entities: Record<string, string> = {
    "&amp;": "&",
    "&lt;": "<",
    "&gt;": ">",
    "&quot;": '"',
    "&apos;": "'",
    "&#10;": "\n",
  };
  return text.replace(/&[#a-z0-9]+;/g, (entity) => entities[entity] ?? entity);
}

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
