import type { AuditKey, AuditReport } from "../../../core/audit/index.ts";
import { counted, day } from "../tell.ts";
import { html, type Markup } from "./markup.ts";
import { wrapLabel } from "./wrap-label.ts";

/** One key of a user, with the time of its creation. */
export interface DatedKey {
  readonly user: string;
  readonly key: AuditKey;
  readonly created: number;
}

/** How the time line is laid out: labels beside the bars, or above them. */
interface Layout {
  readonly style: "wide" | "narrow";
  readonly width: number;
  readonly left: number;
  readonly right: number;
  readonly row: number;
}

const wide: Layout = { style: "wide", width: 1040, left: 300, right: 110, row: 42 };
const narrow: Layout = { style: "narrow", width: 310, left: 4, right: 4, row: 58 };
const dayLength = 86_400_000;

/** The keys whose creation is known, active ones first, the oldest first. */
export function datedKeys({ users }: AuditReport): DatedKey[] {
  const all = users.flatMap(({ name, keys }) =>
    (keys ?? []).map((key) => ({
      user: name,
      key,
      created: key.createdAt === null ? Number.NaN : Date.parse(key.createdAt),
    })),
  );
  const order = { active: 0, inactive: 1 };
  return all
    .filter(({ created }) => !Number.isNaN(created))
    .sort((left, right) => order[left.key.status] - order[right.key.status] || left.created - right.created);
}

/** Ages of keys on a line of time up to the report's, in both layouts. */
export function keyLines(keys: readonly DatedKey[], generatedAt: string): Markup {
  const now = Date.parse(generatedAt);
  return html`${keyLine(keys, now, wide)}\n${keyLine(keys, now, narrow)}`;
}

function keyLine(keys: readonly DatedKey[], now: number, layout: Layout): Markup {
  const { style, width, left, right, row } = layout;
  const oldest = Math.min(...keys.map(({ created }) => created), now - 30 * dayLength);
  const span = now - oldest;
  const x = (time: number) => rounded(left + ((time - oldest) / span) * (width - left - right));
  const height = 30 + keys.length * row;
  const ticks = spread(ticksOf(oldest, now), x, width - right - (style === "wide" ? 80 : 76));
  const texts =
    style === "wide"
      ? html` role="img" aria-labelledby="ages-title ages-text"><title id="ages-title">Ages of access keys</title>
<desc id="ages-text">${keys.map(inWords).join(" ")}</desc`
      : html` aria-hidden="true"`;
  return html`<svg class="picture keys ${style}" viewBox="0 0 ${width} ${height}"${texts}>
<g aria-hidden="true">${ticks.map(({ time, name }) => html`<path class="tick" d="M${x(time)} 20V${height}"/><text class="axis" x="${x(time) + 4}" y="12">${name}</text>`)}
<path class="now" d="M${x(now)} 16V${height}"/><text class="axis now" x="${x(now)}" y="12" text-anchor="end">this report</text>
${keys.map((one, index) => keyRow(one, 30 + index * row, x, now, layout))}</g>
</svg>`;
}

function keyRow({ user, key, created }: DatedKey, y: number, x: (time: number) => number, now: number, layout: Layout) {
  const { style, width, row } = layout;
  const due = key.rotationDueAt === null ? Number.POSITIVE_INFINITY : Date.parse(key.rotationDueAt);
  const late = key.status === "active" && due < now;
  const bar = style === "wide" ? y + row / 2 - 6 : y + 32;
  const parts = [
    html`<rect class="bar ${key.status}" x="${x(created)}" y="${bar}" width="${rounded(Math.max(3, x(late ? due : now) - x(created)))}" height="12" rx="2"/>`,
    late
      ? html`<rect class="bar late" x="${x(due)}" y="${bar}" width="${rounded(Math.max(2, x(now) - x(due)))}" height="12" rx="2"/>`
      : null,
    late ? html`<path class="due" d="M${x(due)} ${bar - 4}v20"/>` : null,
    key.lastUsedAt === null
      ? null
      : html`<circle class="used" cx="${x(Math.max(created, Date.parse(key.lastUsedAt)))}" cy="${bar + 6}" r="4.5"/>`,
  ];
  const age = key.ageDays === null ? "" : counted(key.ageDays, "day");
  const state = key.status === "inactive" ? "inactive" : late ? "rotation due" : "";
  const detail = wrapLabel([key.id ?? "", state].filter((part) => part !== "").join(", "), 44, 1)[0] ?? "";
  const texts =
    style === "wide"
      ? html`<text class="label" x="0" y="${bar + 4}">${wrapLabel(user, 38, 1)[0] ?? ""}</text><text class="detail" x="0" y="${bar + 18}">${detail}</text><text class="age ${late ? "late" : ""}" x="${width}" y="${bar + 10}" text-anchor="end">${age}</text>`
      : html`<text class="label" x="4" y="${y + 12}">${wrapLabel(user, 27, 1)[0] ?? ""}</text><text class="age ${late ? "late" : ""}" x="${width - 4}" y="${y + 12}" text-anchor="end">${age}</text><text class="detail" x="4" y="${y + 26}">${detail}</text>`;
  return html`${parts}${texts}\n`;
}

/** Those ticks whose names don't run into each other, nor into the report's day at the end. */
function spread(ticks: ReturnType<typeof ticksOf>, x: (time: number) => number, end: number) {
  let free = 0;
  return ticks.filter(({ time }) => {
    const at = x(time);
    if (at < free || at > end - 40) return false;
    free = at + 60;
    return true;
  });
}

/** New years where the line is longer than two; quarters where it is shorter. */
function ticksOf(from: number, to: number): { readonly time: number; readonly name: string }[] {
  const long = to - from > 2 * 365 * dayLength;
  const first = new Date(from).getUTCFullYear();
  const last = new Date(to).getUTCFullYear();
  const step = Math.ceil((last - first + 1) / 12);
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => first + index).flatMap((year) => {
    if (long) return (year - first) % step === 0 ? [{ time: Date.UTC(year, 0, 1), name: String(year) }] : [];
    return [0, 3, 6, 9].map((month) => ({
      time: Date.UTC(year, month, 1),
      name: `${year}-${String(month + 1).padStart(2, "0")}`,
    }));
  });
  return ticks.filter(({ time }) => time > from && time < to);
}

function inWords({ user, key }: DatedKey): string {
  const used = key.lastUsedAt === null ? "" : `, last used ${day(key.lastUsedAt)}`;
  return `${user}: ${key.status} key of ${day(key.createdAt)}${used}${key.rotationDue === true ? `, rotation due since ${day(key.rotationDueAt)}` : ""}.`;
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
