import { lineageOf } from "../lineage.ts";
import { eachNode, fieldOf, readPipelineFile, referenceOf } from "../pipeline-file.ts";

/** What other files of the same pipeline say that bears on this one. */
export interface Surroundings {
  /** Whether one of them sets an image or a before_script for all jobs. */
  readonly commonScript: boolean;
  /** The jobs that their references name. */
  readonly references: ReadonlySet<string>;
  /** The keys of each of their jobs, those that it extends in its file included. */
  readonly keys: ReadonlyMap<string, ReadonlySet<string>>;
}

export const noSurroundings: Surroundings = { commonScript: false, references: new Set(), keys: new Map() };

/** Reads the other files of a pipeline. Throws `input-invalid` for what isn't YAML. */
export function surroundingsOf(otherTexts: readonly string[]): Surroundings {
  const references = new Set<string>();
  const keys = new Map<string, ReadonlySet<string>>();
  let commonScript = false;
  for (const text of otherTexts) {
    const file = readPipelineFile(text);
    for (const entry of [file.globals, ...(file.defaults === null ? [] : [file.defaults])]) {
      commonScript ||= fieldOf(entry, "before_script") !== null || fieldOf(entry, "image") !== null;
    }
    for (const entry of file.entries) {
      const { name, fields } = entry;
      if (name !== null) keys.set(name, new Set(lineageOf(entry).flatMap((one) => one.fields.map(({ key }) => key))));
      for (const { value } of fields) {
        eachNode(value, (node) => {
          const path = referenceOf(node);
          if (path?.[0] !== undefined) references.add(path[0]);
        });
      }
    }
  }
  return { commonScript, references, keys };
}
