import { html, type Markup, type MarkupValue } from "./markup.ts";

/**
 * A table that becomes a list of cards on a narrow screen: each cell then shows its column's name. The roles keep it a
 * table for screen readers there, too. The first column is the row's head.
 */
export function tableOf(caption: string, head: readonly string[], rows: readonly (readonly MarkupValue[])[]): Markup {
  const cell = (value: MarkupValue, index: number) =>
    index === 0
      ? html`<th role="rowheader" scope="row"><span class="cell">${value}</span></th>`
      : html`<td role="cell" data-label="${head[index] ?? ""}"><span class="cell">${value}</span></td>`;
  return html`<table role="table">
<caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${head.map((title) => html`<th role="columnheader" scope="col">${title}</th>`)}</tr></thead>
<tbody role="rowgroup">
${rows.map((row) => html`<tr role="row">${row.map(cell)}</tr>\n`)}</tbody>
</table>`;
}
