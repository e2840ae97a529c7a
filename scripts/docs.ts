import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { generatedPages } from "./docs/pages.ts";

const root = new URL("..", import.meta.url).pathname;

for (const { path, text } of generatedPages) {
  await mkdir(dirname(root + path), { recursive: true });
  await writeFile(root + path, await text());
  console.log(`wrote ${path}`);
}
