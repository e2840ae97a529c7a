import type { KnownText } from "./registry-host.ts";

const longest = 4000;
const most = 40;

/** Writes out the variables that the text of another names, as GitLab does: `$NAME`, `${NAME}`, `%NAME%`. */
export function expandVariables(text: string, lookUp: (name: string) => string | null): KnownText {
  const names: string[] = [];
  let literal = true;
  let expansions = 0;
  const expand = (part: string, above: readonly string[]): string =>
    part.replace(/\$\$|\$(?:\{(\w+)\}|(\w+)|\[\[ *([\w.]+)[^\]]{0,200}\]\])|%(\w+)%/g, (whole, a, b, c, d) => {
      if (whole === "$$") return "$";
      const name: string = a ?? b ?? c ?? d;
      names.push(name);
      expansions += 1;
      const value = above.includes(name) || above.length > 8 || expansions > most ? null : lookUp(name);
      if (value !== null) return expand(value.slice(0, longest), [...above, name]);
      literal = false;
      return `\${${name}}`;
    });
  const shape = expand(text.slice(0, longest), []).slice(0, longest);
  return { literal: literal && text.length <= longest ? shape : null, shape, names: names.slice(0, most) };
}
