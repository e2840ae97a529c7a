import { readFile } from "node:fs/promises";
import { type MarkdownPage, markdownPage } from "./markdown-page.ts";
import { repositoryFiles } from "./repository-files.ts";

/** All Markdown pages of the repository, by path. */
export async function readPages(root: string): Promise<ReadonlyMap<string, MarkdownPage>> {
  const paths = await repositoryFiles(root, "*.md");
  const read = async (path: string) => [path, markdownPage(await readFile(`${root}/${path}`, "utf8"))] as const;
  return new Map(await Promise.all(paths.map(read)));
}
