import type { Grade, Severity, Verdict } from "../../../core/policy/index.ts";
import { html, type Markup, shown } from "./markup.ts";

const severityWords = { dangerous: "Dangerous", caution: "Caution", info: "To know", safe: "Safe" } as const;

// A shape beside the colour, for those who don't see it and for print.
const marks = { dangerous: "▲", caution: "◆", info: "●", safe: "✓" } as const;

/** A severity or grade as a small label. */
export function severityTag(severity: Severity | Grade): Markup {
  return html`<span class="tag ${severity}"><span aria-hidden="true">${marks[severity]}</span> ${severityWords[severity]}</span>`;
}

/** A name or value. */
export function code(text: string, most = 300): Markup {
  return html`<code>${shown(text, most)}</code>`;
}

/** Names in one line, the first few of many. */
export function codes(names: readonly string[], most = 8): Markup {
  const few = names.slice(0, most).map((name, index) => html`${index === 0 ? "" : ", "}${code(name)}`);
  return html`${few}${names.length > most ? ` and ${(names.length - most).toLocaleString("en-US")} more` : ""}`;
}

/** A list of what there is; one thing alone needs no list. */
export function listOf(items: readonly Markup[], most: number): Markup {
  if (items.length === 1) return html`${items}`;
  const more = items.length - most;
  return html`<ul>${items.slice(0, most).map((item) => html`<li>${item}</li>`)}${more > 0 ? html`<li>and ${more} more</li>` : null}</ul>`;
}

/** Yes, no or unknown, with where. */
export function verdictWords(verdict: Verdict, names: readonly string[]): Markup {
  if (names[0] === "every repository") return html`<strong>yes</strong>, every repository, also ones to come`;
  if (names.length > 0) return html`<strong>yes</strong>: ${codes(names)}`;
  return verdict === "allow" ? html`<strong>yes</strong>` : verdict === "unknown" ? html`not known` : html`no`;
}
