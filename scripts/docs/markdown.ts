// What reads better as code: options, names of variables, addresses.
const code = /(?<![\w-])--[a-z][a-z-]*|\b[A-Z]+(?:_[A-Z0-9]+)+\b|\bhttps?:\/\/[^\s,)]+[^\s,.;:)]/g;

/** Plain text as Markdown: what Markdown would take for markup is escaped; options, variables and addresses are code. */
export function inline(text: string): string {
  const plain = text.split(code).map((part) => part.replace(/[\\`*_<[\]|]/g, "\\$&"));
  const marked = (text.match(code) ?? []).map((part) => `\`${part}\``);
  return plain.map((part, index) => part + (marked[index] ?? "")).join("");
}

/** Sentences as a list, numbered or not. Indented lines after a blank one stay a block of code. */
export function list(kind: "numbered" | "bullets", sentences: readonly string[]): string {
  return sentences.map((sentence, i) => item(kind === "numbered" ? `${i + 1}.` : "-", sentence)).join("\n");
}

function item(mark: string, sentence: string): string {
  const indent = " ".repeat(mark.length + 1);
  const lines = sentence.trimEnd().split("\n");
  const [first = "", ...rest] = lines.map((line) => (line.startsWith("    ") ? line : inline(line)));
  return [`${mark} ${first}`, ...rest.map((line) => (line === "" ? "" : indent + line))].join("\n");
}

/** A table; the cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
