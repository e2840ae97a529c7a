import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";

/** What a release writes into the templates, so that they fetch just that release. */
export interface Release {
  /** A semantic version, without a v. */
  readonly version: string;
  /** Where `gitlab-ecr.cjs` is downloaded from. */
  readonly url: string;
  /** Of that file, in hexadecimal digits. */
  readonly sha256: string;
  /** Where the archive of all files is downloaded from. */
  readonly archiveUrl: string;
  /** Of the archive. */
  readonly archiveSha256: string;
  /** The release's own image, by its version or its digest. Without one, the template keeps its default. */
  readonly image?: string;
}

/** The templates that download the bundle. */
export const downloadingTemplates: readonly string[] = ["login.yml", "push.yml"];

/** The templates that download the archive; all others take the release's image alone. */
export const archiveTemplates: readonly string[] = [...downloadingTemplates, "doctor.yml", "audit.yml", "rotate.yml"];

/** A template as a release has it. Throws where it has no place for a value, or a value can't be one. */
export function stamp(name: string, template: string, release: Release): string {
  refuseWrong(release);
  const { version, url, sha256, archiveUrl, archiveSha256, image } = release;
  const places: (readonly [RegExp, string])[] = [];
  if (archiveTemplates.includes(name)) {
    places.push([/^( *version=)unreleased$/gm, version]);
    places.push([/^( *archive_sha256=)unstamped$/gm, archiveSha256]);
    places.push([/^( {4}archive_url:\n(?: {6}.*\n)*? {6}default: )unstamped$/gm, archiveUrl]);
  }
  if (downloadingTemplates.includes(name)) {
    places.push([/^( *sha256=)unstamped$/gm, sha256]);
    places.push([/^( {4}bundle_url:\n(?: {6}.*\n)*? {6}default: )unstamped$/gm, url]);
  }
  if (image !== undefined) places.push([/^( {4}image:\n(?: {6}.*\n)*? {6}default: )\S+$/gm, image]);
  const stamped = places.reduce(replaceOnce, template);
  return stamped.replace(/^(#.*\/gitlab-ecr\/\w+@)VERSION$/gm, `$1${version}`);
}

function replaceOnce(text: string, [place, value]: readonly [RegExp, string]): string {
  const found = text.match(place)?.length ?? 0;
  if (found !== 1)
    throw new Error(`${place} is there ${found} times: the template is stamped already, or was changed.`);
  return text.replace(place, (_, before: string) => before + value);
}

const address = /^(https:\/\/|http:\/\/(localhost|127\.0\.0\.1)[:/])[A-Za-z0-9._~:/?&=%+-]+$/;
const digits = /^[0-9a-f]{64}$/;

const wellFormed: Readonly<Record<keyof Release, RegExp>> = {
  version: /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/,
  url: address,
  sha256: digits,
  archiveUrl: address,
  archiveSha256: digits,
  image: /^[\w.:/-]+(:\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?|@sha256:[0-9a-f]{64})$/,
};

function refuseWrong(release: Release): void {
  for (const [name, pattern] of Object.entries(wellFormed)) {
    const value = release[name as keyof Release];
    if (value !== undefined && !pattern.test(value)) throw new Error(`${JSON.stringify(value)} is no ${name}.`);
  }
}

if (import.meta.main) {
  const string = { type: "string" } as const;
  const options = {
    version: string,
    url: string,
    bundle: string,
    "archive-url": string,
    archive: string,
    image: string,
    templates: string,
  };
  const {
    version = "",
    url = "",
    bundle = "dist/gitlab-ecr.cjs",
    "archive-url": archiveUrl = "",
    archive = "dist/gitlab-ecr.tar",
    image,
    templates = "templates",
  } = parseArgs({ options }).values;
  const sha256Of = async (path: string) =>
    createHash("sha256")
      .update(await readFile(path))
      .digest("hex");
  const sums = { sha256: await sha256Of(bundle), archiveSha256: await sha256Of(archive) };
  const release = { version, url, archiveUrl, ...sums, ...(image === undefined ? {} : { image }) };
  for (const name of (await readdir(templates)).filter((file) => file.endsWith(".yml"))) {
    const path = join(templates, name);
    await writeFile(path, stamp(name, await readFile(path, "utf8"), release));
    console.log(`stamped ${path}: ${version}, ${sums.sha256}, archive ${sums.archiveSha256}`);
  }
}
