/**
 * The changelog of a release: what stands under `[Unreleased]` goes to a section of the version, and `[Unreleased]` is
 * empty again. Source of the form: Keep a Changelog 1.1.0.
 *
 * Throws where there is nothing to release, or the version has a section already.
 */
export function releaseChangelog(text: string, version: string, date: string): string {
  if (text.includes(`## [${version}]`)) throw new Error(`CHANGELOG.md has a section ${version} already.`);
  const heading = "## [Unreleased]\n";
  const start = text.indexOf(heading);
  if (start < 0) throw new Error("CHANGELOG.md has no section [Unreleased].");
  const rest = text.slice(start + heading.length);
  const end = rest.search(/^## \[/m);
  const news = (end < 0 ? rest : rest.slice(0, end)).trim();
  if (!/^- /m.test(news)) throw new Error("CHANGELOG.md says nothing under [Unreleased]: there is nothing to release.");
  const section = `## [${version}] - ${date}\n\n${news}\n`;
  return `${text.slice(0, start)}${heading}\n${section}${end < 0 ? "" : `\n${rest.slice(end)}`}`;
}

/** What the changelog says of a version, without its heading: the text of the release. Throws where it has no section. */
export function notesOf(text: string, version: string): string {
  const start = text.indexOf(`## [${version}]`);
  if (start < 0) throw new Error(`CHANGELOG.md has no section ${version}.`);
  const [, ...lines] = text.slice(start).split("\n");
  const end = lines.findIndex((line) => line.startsWith("## ["));
  return `${lines
    .slice(0, end < 0 ? undefined : end)
    .join("\n")
    .trim()}\n`;
}

/** The day of a version's release, such as 2026-11-24; null where the changelog has no section of it. */
export function dateOf(text: string, version: string): string | null {
  return /^\d{4}-\d\d-\d\d(?=\n)/.exec(text.split(`## [${version}] - `)[1] ?? "")?.[0] ?? null;
}
