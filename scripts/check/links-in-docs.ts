import { access } from "node:fs/promises";
import { dirname, join } from "node:path/posix";
import type { Check } from "./check.ts";
import type { MarkdownPage, Placed } from "./markdown-page.ts";
import { readPages } from "./read-pages.ts";

/** Every link within the repository leads to a file that is there, and to a heading that is in it. */
export const linksInDocs: Check = {
  title: "Links in docs",
  run: async (root) => {
    const pages = await readPages(root);
    const found = [...pages].flatMap(([path, { links }]) => links.map((link) => problemOf(root, pages, path, link)));
    return { problems: (await Promise.all(found)).filter((problem) => problem !== null) };
  },
};

async function problemOf(
  root: string,
  pages: ReadonlyMap<string, MarkdownPage>,
  path: string,
  { line, text }: Placed,
): Promise<string | null> {
  if (/^[a-z][a-z+.-]*:/i.test(text)) return null;
  const [file = "", anchor] = text.split("#");
  const target = file === "" ? path : join(dirname(path), decodeURI(file));
  if (!(await access(`${root}/${target}`).then(yes, no))) return `${path}:${line}: there is no ${target}`;
  if (anchor === undefined || pages.get(target)?.anchors.has(anchor) !== false) return null;
  return `${path}:${line}: ${target} has no heading #${anchor}`;
}

const yes = () => true;
const no = () => false;
