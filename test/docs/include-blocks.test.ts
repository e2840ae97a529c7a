import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";

const root = fileURLToPath(new URL("../..", import.meta.url));

interface Input {
  readonly type?: string;
  readonly options?: readonly unknown[];
  readonly regex?: string;
}

interface Include {
  readonly component?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
}

/** Every include of one of our components in the documentation, with the page that holds it. */
async function includes(): Promise<{ page: string; name: string; inputs: Readonly<Record<string, unknown>> }[]> {
  const pages = ["README.md", ...(await readdir(`${root}/docs`, { recursive: true })).map((path) => `docs/${path}`)];
  const texts = pages.filter((page) => page.endsWith(".md"));
  const found = texts.map(async (page) => {
    const text = await readFile(`${root}/${page}`, "utf8");
    const blocks = [...text.matchAll(/^```ya?ml\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => block);
    return blocks.flatMap((block) => includesIn(block).map((one) => ({ page, ...one })));
  });
  return (await Promise.all(found)).flat();
}

function includesIn(block: string) {
  if (!/^include:/m.test(block)) return [];
  const { include } = parse(block, { customTags: [{ tag: "!reference", collection: "seq" as const }] }) as {
    include?: Include | Include[];
  };
  return [include ?? []].flat().flatMap(({ component, inputs = {} }) => {
    const name = /\/gitlab-ecr\/([a-z]+)@/.exec(component ?? "")?.[1];
    return name === undefined ? [] : [{ name, inputs }];
  });
}

async function inputsOf(name: string): Promise<Readonly<Record<string, Input>>> {
  const [header] = parseAllDocuments(await readFile(`${root}/templates/${name}.yml`, "utf8"));
  return header?.toJS().spec.inputs;
}

describe("includes in the docs", async () => {
  const all = await includes();

  test("are there", () => {
    expect(new Set(all.filter(({ page }) => page === "README.md").map(({ name }) => name))).toEqual(
      new Set(["login", "push"]),
    );
  });

  test.each(all)("$page includes $name with inputs that it takes", async ({ name, inputs }) => {
    const known = await inputsOf(name);
    for (const [input, value] of Object.entries(inputs)) {
      expect(Object.keys(known)).toContain(input);
      const { options, regex = "" } = known[input] ?? {};
      if (options !== undefined) expect(options).toContain(value);
      else expect(String(value)).toMatch(new RegExp(regex));
    }
  });
});
