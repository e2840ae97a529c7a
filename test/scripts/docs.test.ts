import { afterEach, describe, expect, test } from "vitest";
import { generatedDocs } from "../../scripts/check/generated-docs.ts";
import { linksInDocs } from "../../scripts/check/links-in-docs.ts";
import { problemsOfNames } from "../../scripts/check/names-in-docs.ts";
import { runTool } from "../../scripts/check/run-tool.ts";
import { errorsPage } from "../../scripts/docs/errors-page.ts";
import { generatedPages } from "../../scripts/docs/pages.ts";
import { catalogue } from "../../src/core/errors/index.ts";
import { type PlantedTree, plantTree } from "./planted-tree.ts";

let tree: PlantedTree | undefined;

afterEach(() => tree?.remove());

async function problemsIn(files: Readonly<Record<string, string>>, check: typeof linksInDocs) {
  tree = await plantTree(files);
  await runTool("git", ["init", "-q"], { cwd: tree.root });
  return (await check.run(tree.root)).problems;
}

describe("docs/errors.md", () => {
  test.each(Object.keys(catalogue))("has a section %s", (code) => {
    expect(
      errorsPage()
        .split("\n")
        .filter((line) => line === `## ${code}`),
    ).toHaveLength(1);
  });

  test("keeps the blocks of code that remedies hold", () => {
    expect(errorsPage()).toContain("- Add this to the job:\n\n      id_tokens:\n        GITLAB_OIDC_TOKEN:\n");
  });

  test("shows text as it is, and options as code", () => {
    expect(errorsPage()).toContain("StringEquals with a \\* in its value");
    expect(errorsPage()).toContain("Or use another region: `--region`.");
  });

  test("is found out of date after a change by hand", async () => {
    const stale = (path: string) => `${path}: it is out of date; npm run docs writes it`;
    const pages = Object.fromEntries(
      await Promise.all(generatedPages.map(async ({ path, text }) => [path, await text()] as const)),
    );
    expect(await problemsIn(pages, generatedDocs)).toEqual([]);
    const changed = { ...pages, "docs/errors.md": `${errorsPage()}\n` };
    expect(await problemsIn(changed, generatedDocs)).toEqual([stale("docs/errors.md")]);
    expect(await problemsIn({}, generatedDocs)).toEqual(Object.keys(pages).map(stale));
  });
});

test("every row of docs/commands.md has as many cells as its head", async () => {
  const page = (await generatedPages.find(({ path }) => path === "docs/commands.md")?.text()) ?? "";
  const cells = (row: string) => row.split(/(?<!\\)\|/).length - 2;
  const tables = page
    .trimEnd()
    .split("\n\n")
    .filter((block) => block.startsWith("| "));
  expect(tables.length).toBeGreaterThan(10);
  for (const rows of tables.map((block) => block.split("\n"))) {
    expect(rows.filter((row) => cells(row) !== cells(rows[0] ?? ""))).toEqual([]);
  }
});

test("links must lead somewhere", async () => {
  const readme = [
    "# Read me",
    "[here](#read-me) [there](docs/a.md#it-isnt--so) [code](docs/a.md#code) [web](https://example.com/#a)",
    "[gone](docs/b.md) `[no](link.md)`",
    "```",
    "[no](link.md)",
    "```",
    "[wrong](docs/a.md#nowhere)",
    "[self]: #elsewhere",
  ];
  const page = '# A\n\n## It isn\'t `(…)` so\n\n<a id="code"></a>\n';
  expect(await problemsIn({ "README.md": readme.join("\n"), "docs/a.md": page }, linksInDocs)).toEqual([
    "README.md:3: there is no docs/b.md",
    "README.md:7: docs/a.md has no heading #nowhere",
    "README.md:8: README.md has no heading #elsewhere",
  ]);
});

describe("names in docs", () => {
  const words = {
    commands: new Map([
      ["login", new Set(["--role-arn", "--help"])],
      ["logout", new Set(["--help"])],
    ]),
    options: new Set(["--role-arn", "--help"]),
    values: new Set(["on-error"]),
    codes: new Set(["trust-denied", "id-token-missing", "network"]),
  };

  test.each([
    "gitlab-ecr login --role-arn arn:aws:iam::123456789012:role/a | cat --number",
    "gitlab-ecr login && docker push --quiet a",
    "gitlab-ecr --help",
    "docker login --password-stdin",
    "--role-arn ARN",
    "--password-stdin",
    "trust-denied",
    "role-arn",
    "npm run demo -- --branch NAME",
    "error[network]: there is no network",
    "cd gitlab-ecr",
    "node_modules/gitlab-ecr --nothing",
  ])("%s is right", (text) => {
    expect(problemsOfNames(text, words)).toEqual([]);
  });

  test.each([
    ["gitlab-ecr frobnicate", "there is no command frobnicate"],
    ["gitlab-ecr logout --role-arn a", "logout has no option --role-arn"],
    ["gitlab-ecr login --role=a", "login has no option --role"],
    ["--rolearn", "no command has the option --rolearn"],
    ["error[trust-denid]: no", "there is no error code trust-denid"],
    ['{"code": "network-down"}', "there is no error code network-down"],
    ["trust-refused", "there is no error code trust-refused"],
  ])("%s is wrong", (text, problem) => {
    expect(problemsOfNames(text, words)).toEqual([problem]);
  });
});
