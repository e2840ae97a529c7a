import { isMap, isScalar, isSeq, type YAMLMap } from "yaml";
import { type Field, fieldOf, fieldsOf, type PipelineFile, rangeOf } from "../pipeline-file.ts";
import type { PipelineChange } from "./migration-plan.ts";
import { contentEnd } from "./remove-command.ts";
import { indentBefore, lineBreakOf, lineStart, linesAfter, linesBefore, type TextEdit } from "./text-edits.ts";

/** The edits that include the component, or bring an include of it up to date; null where its form can't be added to. */
export function includeEdits(file: PipelineFile, change: PipelineChange): TextEdit[] | null {
  const include = fieldOf(file.globals, "include");
  if (include === null) return [insertInclude(file, change)];
  const there = includedComponent(file, change);
  if (there !== null) return updateInclude(file.text, there, change);
  return extendInclude(file.text, include, change);
}

/** The include of the component, of whatever version; null where there is none. */
export function includedComponent(file: PipelineFile, { component }: PipelineChange): YAMLMap | null {
  const value = fieldOf(file.globals, "include")?.value;
  const items = isSeq(value) ? value.items : [value];
  const address = addressOf(component);
  const found = items.filter(isMap).find((item) => {
    const named = fieldsOf(item).find(({ key }) => key === "component")?.value;
    return isScalar(named) && addressOf(String(named.value)) === address;
  });
  return found ?? null;
}

function addressOf(component: string): string {
  return component.split("@")[0] ?? "";
}

/** All inputs, those of the phase included. */
function inputsOf({ inputs, phase }: PipelineChange): [string, string][] {
  const byPhase = phase === "dual" ? { fallback: "on-error" } : { auth: "oidc" };
  return Object.entries({ ...inputs, ...byPhase }).map(([name, value]) => [name, yamlText(value)]);
}

/** A value as YAML takes it: quoted where it could be read as something else. */
function yamlText(value: string | boolean): string {
  if (typeof value === "boolean") return String(value);
  return /^[A-Za-z$./][\w$./:@{}-]*$/.test(value) &&
    !/^(?:true|false|null|yes|no|on|off|y|n|~)$/i.test(value) &&
    !value.endsWith(":")
    ? value
    : JSON.stringify(value);
}

function itemLines(change: PipelineChange, indent: string): string[] {
  const inputs = inputsOf(change).map(([name, value]) => `      ${name}: ${value}`.slice(2));
  return [`- component: ${yamlText(change.component)}`, "  inputs:", ...inputs].map((line) => indent + line);
}

/** Before the first key, or before the comment that stands directly above it, but below one that heads the file. */
function insertInclude(file: PipelineFile, change: PipelineChange): TextEdit {
  const { text } = file;
  const starts = [...file.entries, file.globals].flatMap(({ pair, fields }) =>
    pair === null ? fields.map((field) => rangeOf(field.pair.key)[0]) : [rangeOf(pair.key)[0]],
  );
  const first = Math.min(...starts);
  const lines = ["include:", ...itemLines(change, "  "), ""];
  let at = lineStart(text, first);
  while (at > 0) {
    const above = lineStart(text, at - 1);
    if (!/^[ \t]*#/.test(text.slice(above, at))) return linesBefore(text, at, lines);
    if (above === 0) break;
    at = above;
  }
  if (at > 0 && lineStart(text, first) === first) return linesBefore(text, first, lines);
  const bom = text.startsWith("\ufeff") ? 1 : 0;
  const start = Math.max(lineStart(text, first), bom);
  return { start, end: start, text: lines.map((line) => line + lineBreakOf(text)).join("") };
}

function extendInclude(text: string, { pair, value }: Field, change: PipelineChange): TextEdit[] | null {
  const key = rangeOf(pair.key);
  if (isScalar(value) || (isMap(value) && value.flow === true)) {
    const [start] = rangeOf(value);
    if (start < key[1] || (isScalar(value) && value.value === null)) return null;
    const end = contentEnd(text, value);
    const lineBreak = lineBreakOf(text);
    const items = [`  - ${text.slice(start, end)}`, ...itemLines(change, "  ")].join(lineBreak);
    const gap = text.slice(key[1], start).replace(/[ \t]+$/, "");
    return [{ start: key[1], end, text: `${gap}${lineBreak}${items}` }];
  }
  if (isMap(value)) return listOfMap(text, value, change);
  if (!isSeq(value)) return null;
  const last = value.items.at(-1);
  if (last === undefined) return null;
  if (value.flow === true) {
    const at = contentEnd(text, last);
    const inputs = inputsOf(change).map(([name, one]) => `${name}: ${flowText(one)}`);
    return [
      { start: at, end: at, text: `, { component: ${flowText(change.component)}, inputs: { ${inputs.join(", ")} } }` },
    ];
  }
  const dash = text.lastIndexOf("-", rangeOf(value.items[0])[0]);
  const indent = indentBefore(text, dash);
  return indent === null ? null : [linesAfter(text, contentEnd(text, last) - 1, itemLines(change, indent))];
}

function flowText(text: string): string {
  return text.startsWith('"') || /^[\w.:/@-]+$/.test(text) ? text : JSON.stringify(text);
}

/** Makes the one include, written as a map, the first of a list. */
function listOfMap(text: string, map: YAMLMap, change: PipelineChange): TextEdit[] | null {
  const [start] = rangeOf(map);
  const end = contentEnd(text, map);
  const indent = indentBefore(text, start);
  if (indent === null) return null;
  const edits: TextEdit[] = [{ start, end: start, text: "- " }];
  for (let at = text.indexOf("\n", start); at >= 0 && at < end; at = text.indexOf("\n", at + 1)) {
    if (text[at + 1] === " ") edits.push({ start: at + 1, end: at + 1, text: "  " });
  }
  return [...edits, linesAfter(text, end - 1, itemLines(change, indent))];
}

/** Gives an include that is there the version and the phase's input. Other inputs are the user's own. */
function updateInclude(text: string, item: YAMLMap, change: PipelineChange): TextEdit[] | null {
  const fields = fieldsOf(item);
  const component = fields.find(({ key }) => key === "component")?.value;
  const inputs = fields.find(({ key }) => key === "inputs")?.value;
  if (!isMap(inputs) || item.flow === true || inputs.flow === true) return null;
  const edits: TextEdit[] = [];
  if (isScalar(component) && component.value !== change.component) {
    const [start, end] = rangeOf(component);
    edits.push({ start, end, text: yamlText(change.component) });
  }
  const own = fieldsOf(inputs);
  const first = own[0];
  const until = change.inputs.fallback_until;
  const dual = { fallback: "on-error", ...(until === undefined ? {} : { fallback_until: yamlText(until) }) };
  const wanted = change.phase === "dual" ? dual : { auth: "oidc" };
  for (const [name, value] of Object.entries(wanted)) {
    const field = own.find(({ key }) => key === name);
    if (field === undefined) {
      const indent = first === undefined ? null : indentBefore(text, rangeOf(first.pair.key)[0]);
      if (first === undefined || indent === null) return null;
      edits.push(linesBefore(text, rangeOf(first.pair.key)[0], [`${indent}${name}: ${value}`]));
    } else if (isScalar(field.value) && field.value.value !== value && JSON.stringify(field.value.value) !== value) {
      const [start, end] = rangeOf(field.value);
      edits.push({ start, end, text: value });
    }
  }
  return [...edits, ...withoutOtherPhase(text, own, change)];
}

/** What only the other phase says goes. */
function withoutOtherPhase(text: string, own: readonly Field[], { phase }: PipelineChange): TextEdit[] {
  const [name, value] = phase === "dual" ? ["auth", "oidc"] : ["fallback", "on-error"];
  const field = own.find((one) => one.key === name && isScalar(one.value) && one.value.value === value);
  if (field === undefined) return [];
  const edit = linesBefore(text, rangeOf(field.pair.key)[0], []);
  const next = text.indexOf("\n", edit.start);
  return [{ start: edit.start, end: next < 0 ? text.length : next + 1, text: "" }];
}
