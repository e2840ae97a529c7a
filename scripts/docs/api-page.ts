import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const root = new URL("../..", import.meta.url).pathname;

let made: Promise<string> | undefined;

/** `docs/api.md`: everything that programs can import, from its docstrings. Made once: the compiler takes seconds. */
export function apiPage(): Promise<string> {
  made ??= makeApiPage();
  return made;
}

async function makeApiPage(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "gitlab-ecr-api-"));
  try {
    const tools = createRequire(join(root, "tools", "api-docs", "package.json"));
    const options = {
      entryPoints: join(root, "src", "index.ts"),
      tsconfig: join(root, "tsconfig.types.json"),
      plugin: tools.resolve("typedoc-plugin-markdown"),
      readme: "none",
      router: "module",
      out: folder,
      name: "Programs' interface",
      disableSources: "true",
      hidePageHeader: "true",
      hideBreadcrumbs: "true",
      excludeExternals: "true",
      excludePrivate: "true",
      expandObjects: "true",
      parametersFormat: "table",
      interfacePropertiesFormat: "table",
      classPropertiesFormat: "table",
      logLevel: "Error",
    };
    const typedoc = tools.resolve("typedoc/package.json").replace(/package\.json$/, "bin/typedoc");
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
    await promisify(execFile)(process.execPath, [typedoc, ...args], { cwd: root });
    const text = await readFile(join(folder, "README.md"), "utf8");
    return `<!-- Made by \`npm run docs\` from the docstrings of src/index.ts. Don't edit it by hand. -->\n${text.trim()}\n`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
