/** An expression of HCL that stands as it is, not as text. */
export interface HclExpression {
  readonly expression: string;
}

/** Attributes of a block, in order. */
export type HclAttributes = Readonly<Record<string, unknown>>;

/** A reference or call in the place of a value. */
export function hcl(expression: string): HclExpression {
  return { expression };
}

/** A block with attributes and inner blocks, as `terraform fmt` writes it. */
export function hclBlock(header: string, attributes: HclAttributes, inner: readonly string[] = []): string {
  const lines = [...attributeLines(attributes, "  "), ...inner.flatMap((block) => ["", ...indented(block)])];
  const body = Object.keys(attributes).length === 0 ? lines.slice(1) : lines;
  return [`${header} {`, ...body, "}"].join("\n");
}

/** `jsonencode` of a document. */
export function jsonencode(document: object): HclExpression {
  return hcl(`jsonencode(${hclOf(document, "  ")})`);
}

/** Attributes; the equals signs of neighbours are aligned, but for those whose values take several lines. */
function attributeLines(attributes: HclAttributes, indent: string): string[] {
  const entries = Object.entries(attributes).filter(([, value]) => value !== undefined && value !== null);
  const written = entries.map(([key, value]) => ({ key: keyOf(key), value: hclOf(value, indent) }));
  return written.map(({ key, value }, index) => {
    const width = value.includes("\n") ? key.length : widthAround(written, index);
    return `${indent}${key.padEnd(width)} = ${value}`;
  });
}

function widthAround(written: readonly { key: string; value: string }[], index: number): number {
  const isLine = (at: number) => written[at]?.value.includes("\n") === false;
  let [from, to] = [index, index];
  while (isLine(from - 1)) from -= 1;
  while (isLine(to + 1)) to += 1;
  return Math.max(...written.slice(from, to + 1).map(({ key }) => key.length));
}

function hclOf(value: unknown, indent: string): string {
  if (typeof value === "string") return textOf(value);
  if (isExpression(value)) return value.expression;
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    if (value.length === 1 && typeof value[0] !== "object") return `[${hclOf(value[0], inner)}]`;
    return `[\n${value.map((one) => `${inner}${hclOf(one, inner)},\n`).join("")}${indent}]`;
  }
  if (typeof value !== "object" || value === null) return String(value);
  if (Object.keys(value).length === 0) return "{}";
  return `{\n${attributeLines(value as HclAttributes, inner).join("\n")}\n${indent}}`;
}

/** A quoted text; `${` and `%{` would begin a template. */
function textOf(text: string): string {
  return JSON.stringify(text).replace(/[$%](?=\{)/g, "$&$&");
}

function keyOf(key: string): string {
  return /^[A-Za-z_][\w-]*$/.test(key) ? key : textOf(key);
}

function isExpression(value: unknown): value is HclExpression {
  return typeof value === "object" && value !== null && "expression" in value;
}

function indented(block: string): string[] {
  return block.split("\n").map((line) => (line === "" ? "" : `  ${line}`));
}
