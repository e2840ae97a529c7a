import { type Document, isMap, isScalar, LineCounter, parseAllDocuments, type YAMLMap } from "yaml";
import { GitlabEcrError } from "../errors/index.ts";

/**
 * The documents of a pipeline file that hold jobs: a header with `spec:` isn't one. Tags that YAML doesn't know, such
 * as `!reference`, and keys that are given twice are taken as they are.
 *
 * Throws `input-invalid`, with the line, for what isn't YAML.
 */
export function readDocuments(text: string): YAMLMap[] {
  const documents = parse(text);
  return documents.flatMap(({ contents }, index) => {
    if (!isMap(contents)) return [];
    const header =
      index < documents.length - 1 && contents.items.every(({ key }) => isScalar(key) && key.value === "spec");
    return header && contents.items.length > 0 ? [] : [contents];
  });
}

function parse(text: string): Document.Parsed[] {
  const lineCounter = new LineCounter();
  try {
    const parsed = parseAllDocuments(text, { lineCounter, uniqueKeys: false, logLevel: "silent", prettyErrors: false });
    const documents = Array.isArray(parsed) ? parsed : [];
    for (const { errors } of documents) {
      const [error] = errors;
      if (error !== undefined) throw broken(lineCounter.linePos(error.pos[0]).line, error.message);
    }
    return documents;
  } catch (error) {
    if (error instanceof RangeError) throw broken(1, "it is nested too deep", error);
    throw error;
  }
}

function broken(line: number, said: string, cause?: unknown): GitlabEcrError {
  // The parser tells of its own stack so. What it quotes may be a key.
  const unquoted = said.replace(/(?<! ): .*|(?<=^Invalid escape sequence) .*/s, "").replace(/\.$/, "");
  const problem = said.startsWith("Maximum call stack") ? "it is nested too deep" : unquoted;
  const reason = `Line ${line} of the pipeline isn't YAML: ${problem}.`;
  const remedy = [`Correct line ${line}, or what comes before it.`];
  return new GitlabEcrError("input-invalid", { reason, command: "migrate", line }, { cause, remedy });
}
