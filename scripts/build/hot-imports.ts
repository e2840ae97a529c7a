import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";

/** Dynamic imports that every login, or every logout, comes by, and the files that hold them. */
const hotImports: Readonly<Record<string, readonly string[]>> = {
  "src/cli/cli.ts": ["./parse-arguments.ts"],
  "src/cli/commands.ts": ["./login.ts", "./logout.ts"],
};

/**
 * Makes the hot dynamic imports static. esbuild wraps what is imported dynamically into functions, so that it can be
 * evaluated on demand; V8 then parses it twice, and all that it imports as well.
 */
export function makeHotImportsStatic(root: string): Plugin {
  return {
    name: "hot-imports",
    setup(build) {
      build.onLoad({ filter: /\/src\/cli\/[a-z-]+\.ts$/ }, async ({ path }) => {
        const hot = hotImports[path.slice(root.length)];
        if (hot === undefined) return undefined;
        const source = await readFile(path, "utf8");
        return {
          contents: hot.reduce((text, module, index) => madeStatic(text, module, `hot${index}`), source),
          loader: "ts",
        };
      });
    },
  };
}

function madeStatic(source: string, module: string, name: string): string {
  const dynamic = `await import("${module}")`;
  if (!source.includes(dynamic)) throw new Error(`scripts/build/hot-imports.ts looks in vain for ${dynamic}`);
  return `import * as ${name} from "${module}";\n${source.replaceAll(dynamic, name)}`;
}
