import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";

/**
 * All programs of a build, their parts and the licences of what they hold, as one tar. The same files give the same bytes on any machine: they are in
 * order, and belong to nobody and no time. It isn't compressed, since zlib's output differs from processor to processor.
 */
export async function archiveOf(folder: string): Promise<Buffer> {
  const names = (await readdir(folder))
    .filter((name) => /^([\w-]+\.cjs|THIRD-PARTY-LICENSES\.txt)$/.test(name) && name !== standIn)
    .sort();
  if (!names.includes("gitlab-ecr.cjs")) throw new Error(`There is no gitlab-ecr.cjs in ${folder}: build first.`);
  const parts: Buffer[] = [];
  for (const name of names) {
    const content = await readFile(join(folder, name));
    parts.push(headerOf(name, content), content, Buffer.alloc(-content.length & (block - 1)));
  }
  return Buffer.concat([...parts, Buffer.alloc(2 * block)]);
}

/** For tests on a developer's machine, never for a job. */
const standIn = "gitlab-ecr-stand-in.cjs";

const block = 512;

/** The header of a regular file. Source: POSIX, pax, ustar Interchange Format. */
function headerOf(name: string, content: Buffer): Buffer {
  if (name.length > 99) throw new Error(`${name} is too long a name.`);
  const header = Buffer.alloc(block);
  const number = (value: number, digits: number, at: number) =>
    header.write(`${value.toString(8).padStart(digits, "0")}\0`, at, "latin1");
  header.write(name, 0, "latin1");
  number(content.subarray(0, 2).toString() === "#!" ? 0o755 : 0o644, 7, 100);
  number(0, 7, 108);
  number(0, 7, 116);
  number(content.length, 11, 124);
  number(0, 11, 136);
  // The sum is taken as if its own field were blank.
  header.write(" ".repeat(8), 148, "latin1");
  header.write("0", 156, "latin1");
  header.write("ustar\x0000", 257, "latin1");
  const sum = header.reduce((total, byte) => total + byte, 0);
  number(sum, 6, 148);
  return header;
}

if (import.meta.main) {
  const string = { type: "string" } as const;
  const { dist = "dist", output = join(dist, "gitlab-ecr.tar") } = parseArgs({
    options: { dist: string, output: string },
  }).values;
  const archive = await archiveOf(dist);
  await writeFile(output, archive);
  console.log(`${createHash("sha256").update(archive).digest("hex")}  ${output}`);
}
