import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";

const registration = /^\w+_registry\.registerError\((\w+)\$, .*\);\n/gm;
const base = /ServiceException$/;

/**
 * Takes out of the schemas of STS, ECR and ECR Public that they register a class for each error that the services know,
 * which leaves those classes out as well. What an answer's error is called, says and weighs is then on the service's
 * base class, as it is for codes that the SDK doesn't know; we read nothing else.
 */
export function plainErrors(): Plugin {
  return {
    name: "plain-errors",
    setup(build) {
      build.onLoad(
        { filter: /\/@aws-sdk\/client-(?:ecr|ecr-public|sts)\/dist-es\/schemas\/schemas_0\.js$/ },
        async ({ path }) => {
          const source = await readFile(path, "utf8");
          const registered = [...source.matchAll(registration)].map(([, name = ""]) => name);
          if (!registered.some((name) => base.test(name)) || registered.length < 5) {
            throw new Error(`scripts/build/plain-errors.ts looks in vain for the errors in ${path}`);
          }
          return { contents: source.replace(registration, (line, name: string) => (base.test(name) ? line : "")) };
        },
      );
    },
  };
}
