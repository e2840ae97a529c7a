import type { AccessPath, Tone } from "./access-paths.ts";
import { html, type Markup } from "./markup.ts";
import { wrapLabel } from "./wrap-label.ts";

interface Node {
  readonly column: number;
  readonly lines: readonly string[];
  readonly detail: readonly string[];
  readonly tone: Tone;
  readonly height: number;
  /** Upper edge. */
  y: number;
}

interface Link {
  readonly from: Node;
  readonly to: Node;
  readonly style: "admits" | "push" | "pull" | "unknown";
  readonly tone: Tone;
}

// Sizes in the picture's own units, which are pixels on a desktop. Labels are monospaced: 7.25 a character of 12 pixels.
const width = 1040;
const columns = [
  { x: 0, width: 190 },
  { x: 242, width: 250 },
  { x: 552, width: 210 },
  { x: 830, width: 210 },
];
const titles = ["Who vouches", "What is let in", "Role or user", "Repository"];
const lineHeight = 16;
const padding = 9;
const gap = 12;
const top = 40;
const characterWidth = 7.25;

/** Issuer, project and ref, role or user, and repository as four columns, for wide screens and print. */
export function accessPicture(paths: readonly AccessPath[]): Markup {
  const nodes = new Map<string, Node>();
  const links: Link[] = [];
  const node = (column: number, key: string, title: string, detail: string, tone: Tone): Node => {
    const known = nodes.get(`${column} ${key}`);
    if (known !== undefined) return known;
    const characters = Math.floor(((columns[column]?.width ?? 0) - 24) / characterWidth);
    const lines = wrapLabel(title, characters, 4);
    const details = detail === "" ? [] : wrapLabel(detail, characters, 2);
    const height = (lines.length + details.length) * lineHeight + 2 * padding - 4;
    const made = { column, lines, detail: details, tone, height, y: 0 };
    nodes.set(`${column} ${key}`, made);
    return made;
  };
  let y = top;
  for (const path of paths) {
    const principal = node(2, path.arn, path.name, path.kind, path.tone);
    const doors = path.entrances.map(({ source, admits, detail, tone }, index) => {
      const door = node(1, `${path.arn} ${index}`, admits, detail, tone);
      if (source !== "") links.push({ from: node(0, source, source, "", "plain"), to: door, style: "admits", tone });
      links.push({ from: door, to: principal, style: "admits", tone });
      return door;
    });
    for (const { repository, access } of path.reaches) {
      const tone = repository === "every repository" && access === "push" ? "caution" : "plain";
      links.push({ from: principal, to: node(3, repository, repository, "", "plain"), style: access, tone });
    }
    const doorsHeight = doors.reduce((sum, { height }) => sum + height + gap, -gap);
    const block = Math.max(principal.height, doorsHeight);
    principal.y = y + (block - principal.height) / 2;
    let doorY = y + (block - doorsHeight) / 2;
    for (const door of doors) {
      door.y = doorY;
      doorY += door.height + gap;
    }
    y += block + gap * 1.5;
  }
  const all = [...nodes.values()];
  settle(
    all.filter(({ column }) => column === 0),
    links,
    ({ from }) => from,
    ({ to }) => to,
  );
  settle(
    all.filter(({ column }) => column === 3),
    links,
    ({ to }) => to,
    ({ from }) => from,
  );
  const bottom = Math.max(...all.map((one) => one.y + one.height)) + 8;
  return html`<svg class="picture wide" viewBox="0 0 ${width} ${Math.ceil(bottom)}" role="img" aria-labelledby="picture-title picture-text">
<title id="picture-title">Who may push where</title>
<desc id="picture-text">${description(paths)}</desc>
<g aria-hidden="true">
${titles.map((title, index) => html`<text class="column" x="${columns[index]?.x ?? 0}" y="16">${title}</text>\n`)}${links.map(linkMarkup)}${all.map(nodeMarkup)}</g>
</svg>`;
}

/** Places a column's nodes beside what they are linked with, as near as they can be without overlapping. */
function settle(
  nodes: readonly Node[],
  links: readonly Link[],
  here: (link: Link) => Node,
  there: (link: Link) => Node,
): void {
  const wanted = nodes.map((node) => {
    const others = links.filter((link) => here(link) === node).map((link) => there(link));
    const middle = others.reduce((sum, other) => sum + other.y + other.height / 2, 0) / Math.max(1, others.length);
    return { node, y: middle - node.height / 2 };
  });
  wanted.sort((left, right) => left.y - right.y);
  let free = top;
  for (const { node, y } of wanted) {
    node.y = Math.max(free, y);
    free = node.y + node.height + gap;
  }
}

function nodeMarkup({ column, y, height, lines, detail, tone }: Node): Markup {
  const { x = 0, width: wide = 0 } = columns[column] ?? {};
  const texts = [
    ...lines.map((line) => ({ line, style: "label" })),
    ...detail.map((line) => ({ line, style: "detail" })),
  ];
  const style = column === 2 ? "node principal" : "node";
  return html`<g class="${style} ${tone}"><rect x="${x + 0.5}" y="${rounded(y)}" width="${wide - 1}" height="${height}" rx="6"/>${
    tone === "dangerous" || tone === "caution"
      ? html`<rect class="edge" x="${x + 0.5}" y="${rounded(y)}" width="4" height="${height}" rx="2"/>`
      : null
  }${texts.map(
    ({ line, style: one }, index) =>
      html`<text class="${one}" x="${x + 14}" y="${rounded(y + padding + 9 + index * lineHeight)}">${line}</text>`,
  )}</g>\n`;
}

function linkMarkup({ from, to, style, tone }: Link): Markup {
  const start = (columns[from.column]?.x ?? 0) + (columns[from.column]?.width ?? 0);
  const end = (columns[to.column]?.x ?? 0) - 2;
  const y1 = rounded(from.y + from.height / 2);
  const y2 = rounded(to.y + to.height / 2);
  const bend = (end - start) / 2;
  return html`<path class="link ${style} ${tone}" d="M${start} ${y1}C${start + bend} ${y1} ${end - bend} ${y2} ${end - 6} ${y2}"/><path class="tip ${style} ${tone}" d="M${end} ${y2}l-8 -4v8z"/>\n`;
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

/** The picture in words, for those who can't see it. */
function description(paths: readonly AccessPath[]): string {
  const sentences = paths.map(({ kind, name, entrances, reaches }) => {
    const from = entrances
      .map(({ source, admits }) => [admits, source].filter((part) => part !== "").join(" of "))
      .join("; ");
    const list = (access: string) =>
      reaches
        .filter((one) => one.access === access)
        .map(({ repository }) => repository)
        .join(", ");
    const to = [
      list("push") === "" ? "" : `may push to ${list("push")}`,
      list("pull") === "" ? "" : `may pull from ${list("pull")}`,
      list("unknown") === "" ? "" : `perhaps reaches ${list("unknown")}`,
    ].filter((part) => part !== "");
    return `${kind} ${name}, let in: ${from === "" ? "nobody" : from}; ${to.length === 0 ? "reaches nothing" : to.join(", ")}.`;
  });
  return sentences.join(" ");
}
