/** One element of what was read. */
export interface Element {
  name: string;
  attributes: Record<string, string>;
  children: Element[];
  text: string;
}

/** A strict reader of the XML that the reports write: throws for anything that isn't well-formed. */
export function parseXml(xml: string): Element {
  const root: Element = { name: "", attributes: {}, children: [], text: "" };
  const open = [root];
  const token =
    /<\?xml version="1\.0" encoding="UTF-8"\?>|<\/([a-z-]+)>|<([a-z-]+)((?: [a-z]+="[^"<&]*(?:&(?:amp|lt|gt|quot|apos|#10);[^"<&]*)*")*)(\/?)>|([^<]+)/y;
  while (token.lastIndex < xml.length) {
    const at = token.lastIndex;
    const match = token.exec(xml);
    if (match === null) throw new Error(`not XML at ${xml.slice(at, at + 60)}`);
    const [, closed, opened, attributes = "", empty, text] = match;
    const parent = open.at(-1) ?? root;
    if (opened !== undefined) {
      const element = { name: opened, attributes: attributesIn(attributes), children: [], text: "" };
      parent.children.push(element);
      if (empty === "") open.push(element);
    } else if (closed !== undefined) {
      if (open.pop()?.name !== closed) throw new Error(`</${closed}> closes another element`);
    } else if (text !== undefined) {
      if (/&(?!(?:amp|lt|gt|quot|apos);)/.test(text) || /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(text)) {
        throw new Error(`not XML's text: ${text}`);
      }
      parent.text += decoded(text);
    }
  }
  if (open.length !== 1) throw new Error("an element isn't closed");
  const [only] = root.children;
  if (root.children.length !== 1 || only === undefined) throw new Error("there is more than one root");
  return only;
}

function attributesIn(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/ ([a-z]+)="([^"]*)"/g)].map(([, name, value]) => [name, decoded(value ?? "")]),
  );
}

function decoded(text: string): string {
  const entities: Record<string, string> = {
    "&amp;": "&",
    "&lt;": "<",
    "&gt;": ">",
    "&quot;": '"',
    "&apos;": "'",
    "&#10;": "\n",
  };
  return text.replace(/&[#a-z0-9]+;/g, (entity) => entities[entity] ?? entity);
}
