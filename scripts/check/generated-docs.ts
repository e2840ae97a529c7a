import { readFile } from "node:fs/promises";
import { generatedPages } from "../docs/pages.ts";
import type { Check } from "./check.ts";

/** The generated pages are what `npm run docs` would write. */
export const generatedDocs: Check = {
  title: "Generated docs",
  run: async (root) => {
    const stale = generatedPages.map(async ({ path, text }) => {
      const there = await readFile(`${root}/${path}`, "utf8").catch(() => null);
      return there === (await text()) ? [] : [`${path}: it is out of date; npm run docs writes it`];
    });
    return { problems: (await Promise.all(stale)).flat() };
  },
};
