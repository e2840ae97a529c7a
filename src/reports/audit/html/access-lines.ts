import type { AccessPath, Tone } from "./access-paths.ts";
import { html, type Markup } from "./markup.ts";
import { wrapLabel } from "./wrap-label.ts";

interface Stop {
  readonly shape: "ring" | "square" | "tip";
  readonly style: "admits" | "principal" | "push" | "pull" | "unknown";
  readonly tone: Tone;
  readonly lines: readonly string[];
  readonly detail: readonly string[];
}

const width = 310;
const lineHeight = 17;
const characters = 38;

const accessWords = { push: "push to", pull: "pull from", unknown: "perhaps reaches" } as const;

/** The same picture for narrow screens: each role or user as a line from top to bottom, with its ways in and out. */
export function accessLines(paths: readonly AccessPath[]): Markup {
  let y = 0;
  const blocks = paths.map((path) => {
    const stops = stopsOf(path);
    const placed = stops.map((stop) => {
      const at = y + 12;
      y += stop.lines.length * lineHeight + stop.detail.length * 15 + 12;
      return { stop, at };
    });
    y += 18;
    const first = placed[0]?.at ?? 0;
    const last = placed.at(-1)?.at ?? 0;
    return html`<path class="rail" d="M9 ${first}V${last}"/>${placed.map(({ stop, at }) => stopMarkup(stop, at))}\n`;
  });
  return html`<svg class="picture narrow" viewBox="0 0 ${width} ${Math.max(20, y - 18)}" aria-hidden="true">
${blocks}</svg>`;
}

function stopsOf({ kind, name, tone, entrances, reaches }: AccessPath): Stop[] {
  return [
    ...entrances.map((one): Stop => {
      const detail = [one.source, one.detail].filter((part) => part !== "").join(", ");
      return {
        shape: "ring",
        style: "admits",
        tone: one.tone,
        lines: wrapLabel(one.admits, characters, 4),
        detail: detail === "" ? [] : wrapLabel(detail, 41, 2),
      };
    }),
    { shape: "square", style: "principal", tone, lines: wrapLabel(name, characters - 3, 4), detail: [kind] },
    ...reaches.map(({ repository, access }): Stop => {
      const lines = wrapLabel(`${accessWords[access]} ${repository}`, characters, 4);
      return { shape: "tip", style: access, tone: "plain", lines, detail: [] };
    }),
  ];
}

function stopMarkup({ shape, style, tone, lines, detail }: Stop, y: number): Markup {
  const mark = {
    ring: html`<circle class="stop ${tone}" cx="9" cy="${y}" r="5"/>`,
    square: html`<rect class="stop principal ${tone}" x="2" y="${y - 7}" width="14" height="14" rx="3"/>`,
    tip: html`<path class="tip ${style} ${tone}" d="M9 ${y + 6}l-6 -10h12z"/>`,
  }[shape];
  const label = shape === "square" ? "label strong" : "label";
  return html`${mark}${lines.map((line, index) => html`<text class="${label}" x="28" y="${y + 4 + index * lineHeight}">${line}</text>`)}${detail.map((line, index) => html`<text class="detail" x="28" y="${y + 3 + lines.length * lineHeight + index * 15}">${line}</text>`)}`;
}
