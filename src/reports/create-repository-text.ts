import type { Style } from "./style.ts";

/** The part of the result that the text shows. */
export interface CreateRepositoryText {
  readonly repository: { readonly uri: string };
  readonly created: boolean;
  readonly dryRun: boolean;
  readonly existed: boolean | null;
  readonly scanOnPush: boolean;
  readonly immutableTags: boolean;
}

/** What became of a repository that shall be there, as people read it. */
export function createRepositoryText(result: CreateRepositoryText, style: Style): string {
  const { created, dryRun, existed, scanOnPush, immutableTags } = result;
  const uri = style.bold(result.repository.uri);
  const how = `scan on push ${scanOnPush ? "on" : "off"}, tags ${immutableTags ? "immutable" : "mutable"}`;
  if (created) return `${style.good("created")} repository ${uri} (${how})\n`;
  if (existed === true)
    return `repository ${uri} is there already: nothing ${dryRun ? "would be" : "was"} changed, its settings included\n`;
  const unless = existed === null ? ", unless it is there, which this identity may not look up" : "";
  return `${style.caution("would create")} repository ${uri} (${how})${unless}\n`;
}
