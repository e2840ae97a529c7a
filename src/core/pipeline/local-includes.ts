import { isMap, isScalar, isSeq } from "yaml";
import { fieldOf, fieldsOf, readPipelineFile } from "./pipeline-file.ts";

/** What a pipeline file includes. */
export interface PipelineIncludes {
  /** Paths of files of the same repository, from its root, without the leading slash. */
  readonly local: readonly string[];
  /** All else, as the file names it: what is there can't be seen from here. */
  readonly unseen: readonly string[];
}

/** Reads the includes of a pipeline file. Throws `input-invalid` for what isn't YAML. */
export function readIncludes(yamlText: string): PipelineIncludes {
  const value = fieldOf(readPipelineFile(yamlText).globals, "include")?.value;
  const local: string[] = [];
  const unseen: string[] = [];
  for (const item of isSeq(value) ? value.items : [value]) {
    const named = namedIn(item);
    if (named === null) continue;
    const isLocal = named.kind === "local" && !/[*$]/.test(named.text);
    if (isLocal) local.push(named.text.replace(/^\/+/, ""));
    else unseen.push(named.text);
  }
  return { local, unseen };
}

function namedIn(item: unknown): { readonly kind: string; readonly text: string } | null {
  if (isScalar(item) && typeof item.value === "string") {
    return { kind: /^https?:/.test(item.value) ? "remote" : "local", text: item.value };
  }
  if (!isMap(item)) return null;
  const kinds = ["local", "component", "template", "remote", "project", "artifact"];
  const field = fieldsOf(item).find(({ key }) => kinds.includes(key));
  return field !== undefined && isScalar(field.value) ? { kind: field.key, text: String(field.value.value) } : null;
}
