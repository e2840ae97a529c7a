/** IAM's wildcards over the whole text: `*` is any run of characters, `/` and `:` included, `?` exactly one. */
export function matchesPattern(pattern: string, text: string): boolean {
  const source = [...pattern]
    .map((character) => {
      if (character === "*") return "[^]*";
      if (character === "?") return "[^]";
      return character.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&");
    })
    .join("");
  return new RegExp(`^${source}$`, "u").test(text);
}
