import type { Style } from "../reports/index.ts";

const sgr = (on: number, off: number) => (text: string) => `\u001b[${on}m${text}\u001b[${off}m`;

/** Emphasis on a terminal. Source: ECMA-48, Select Graphic Rendition. */
export const ansiStyle: Style = {
  bold: sgr(1, 22),
  dim: sgr(2, 22),
  good: sgr(32, 39),
  bad: sgr(31, 39),
  caution: sgr(33, 39),
};

const same = (text: string) => text;

/** No emphasis: a pipe, a file, or NO_COLOR. */
export const plainStyle: Style = { bold: same, dim: same, good: same, bad: same, caution: same };
