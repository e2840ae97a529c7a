import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Metafile } from "esbuild";

/** Folders of the packages, from the root, that left code in what esbuild wrote. */
export function packagesIn({ outputs }: Metafile): readonly string[] {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  const folders = inputs.flatMap(([path, { bytesInOutput }]) => {
    // A linked node_modules lies anywhere.
    const [, folder] = /^.*?(node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
    return folder === undefined || bytesInOutput === 0 ? [] : [folder];
  });
  return [...new Set(folders)].sort();
}

/**
 * The licences of packages, as their authors wrote them: whoever passes their code on has to pass these on. What several
 * packages share stands once.
 */
export async function noticesOf(root: string, folders: readonly string[]): Promise<string> {
  const sharers = new Map<string, string[]>();
  for (const folder of folders) {
    const { name, version, license } = JSON.parse(await readFile(join(root, folder, "package.json"), "utf8"));
    const text = await textOf(join(root, folder));
    sharers.set(text, [...(sharers.get(text) ?? []), `${name} ${version}: ${license}`]);
  }
  const intro = "gitlab-ecr's files hold code of these packages, under the licences that stand below them.\n";
  const notices = [...sharers].map(([text, packages]) => [...packages, "", text, ""].join("\n"));
  return [intro, ...notices].join(`\n${"-".repeat(80)}\n\n`);
}

/** What a package's folder holds of licences and notices. */
async function textOf(folder: string): Promise<string> {
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice)(\.(md|txt))?$/i.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  return (
    texts.map((text) => text.replace(/\r\n/g, "\n").trim()).join("\n\n") || "Its package holds no text of the licence."
  );
}
