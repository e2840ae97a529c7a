/**
 * The place of the first name that an object in a JSON text has twice, or null. `JSON.parse` silently keeps the last
 * one, so a condition could vanish unseen; AWS refuses such a document (IAM User Guide, "Grammar of the IAM JSON policy
 * language": elements must not contain multiple instances of the same key).
 *
 * @param json text that `JSON.parse` accepts
 */
export function duplicateName(json: string): string | null {
  const open: { readonly names: Set<string> | null; path: string; items: number }[] = [];
  let expectName = false;
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]/g)) {
    const top = open.at(-1);
    if (token === "{" || token === "[") {
      open.push({ names: token === "{" ? new Set() : null, path: token === "[" ? "[0]" : "", items: 0 });
      expectName = token === "{";
    } else if (token === "}" || token === "]") {
      open.pop();
      expectName = false;
    } else if (token === "," && top !== undefined) {
      expectName = top.names !== null;
      if (top.names === null) top.path = `[${++top.items}]`;
    } else if (token.startsWith('"') && expectName && top?.names) {
      const name: string = JSON.parse(token);
      top.path = name;
      if (top.names.has(name)) return joined(open.map((level) => level.path));
      top.names.add(name);
      expectName = false;
    }
  }
  return null;
}

function joined(parts: readonly string[]): string {
  return parts.reduce((path, part) => (part.startsWith("[") || path === "" ? path + part : `${path}.${part}`), "");
}
