/** Reads an expression of HCL that is a literal: objects, lists, texts, numbers; names come out as `{ name }`. */
export function readHclLiteral(text: string): unknown {
  const tokens = text.match(/"(?:\\.|[^"\\])*"|[{}[\],=]|[\w.-]+/g) ?? [];
  let at = 0;
  const next = () => tokens[at++] ?? "";
  const value = (): unknown => {
    const token = next();
    if (token === "{") {
      const members: [string, unknown][] = [];
      while (tokens[at] !== "}") {
        const key = next();
        if (next() !== "=") throw new Error(`no = after ${key}`);
        members.push([key.startsWith('"') ? textOf(key) : key, value()]);
      }
      at += 1;
      return Object.fromEntries(members);
    }
    if (token === "[") {
      const items: unknown[] = [];
      while (tokens[at] !== "]") {
        items.push(value());
        if (tokens[at] === ",") at += 1;
      }
      at += 1;
      return items;
    }
    if (token.startsWith('"')) return textOf(token);
    return /^\d+$/.test(token) ? Number(token) : { name: token };
  };
  return value();
}

function textOf(quoted: string): string {
  return JSON.parse(quoted).replaceAll("$${", "${").replaceAll("%%{", "%{");
}
