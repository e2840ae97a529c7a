import { readFile } from "node:fs/promises";
import { parse } from "@swc/core";

/**
 * Every module that a source file names, whatever the form: `import`, `export … from`, `import()`, `import("…").Type`.
 * It looks at every node, so that the rules' own reader, which knows some of them, can be checked against it. An
 * `import()` of something computed is given as null.
 */
export async function namedModules(path: string): Promise<(string | null)[]> {
  const program = await parse(await readFile(path, "utf8"), { syntax: "typescript" });
  const found: (string | null)[] = [];
  visit(program.body, found);
  return found;
}

interface SyntaxNode {
  readonly type?: string;
  readonly value?: unknown;
  readonly source?: SyntaxNode | null;
  readonly argument?: SyntaxNode;
  readonly callee?: SyntaxNode;
  readonly arguments?: readonly { readonly expression: SyntaxNode }[];
}

function visit(node: unknown, found: (string | null)[]): void {
  if (typeof node !== "object" || node === null) return;
  const { type, source, argument, callee, arguments: args } = node as SyntaxNode;
  if (/^(Import|ExportNamed|ExportAll)Declaration$/.test(type ?? "") && source) found.push(literal(source));
  if (type === "TsImportType") found.push(literal(argument));
  if (type === "CallExpression" && callee?.type === "Import") found.push(literal(args?.[0]?.expression));
  for (const child of Object.values(node)) visit(child, found);
}

function literal(node: SyntaxNode | undefined): string | null {
  return node?.type === "StringLiteral" && typeof node.value === "string" ? node.value : null;
}
