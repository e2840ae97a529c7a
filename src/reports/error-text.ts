import { type ContextValue, docsOf, type GitlabEcrError, visibleLine, visibleText } from "../core/errors/index.ts";
import { explanationLines } from "./explanation-text.ts";
import type { Style } from "./style.ts";

/**
 * An error as people read it: what happened, with the code in the first line, what AWS said, what is known, why it may
 * be, and what to do.
 */
export function errorText(error: GitlabEcrError, style: Style): string {
  const { code, message, causes, remedy, context } = error;
  return [
    `${style.bad(`error[${code}]`)}: ${style.bold(message)}`,
    ...awsSaid(context, message),
    ...registriesLines(context.registries, style),
    ...claimsLines(context.claims, style),
    ...explanationLines(context.explanation, style),
    ...conditionLines(context.condition, style),
    ...causesLines(causes, style),
    "",
    style.bold("What to do:"),
    ...remedy.map((sentence) => item("-", sentence)),
    "",
    style.dim(`More: ${docsOf(code)}`),
    "",
  ].join("\n");
}

function causesLines(causes: readonly string[], style: Style): string[] {
  const [first] = causes;
  if (first === undefined) return [];
  if (causes.length === 1) return ["", `${style.bold("Why:")} ${first}`];
  return ["", style.bold("Why, most likely first:"), ...causes.map((cause, index) => item(`${index + 1}.`, cause))];
}

function item(mark: string, text: string): string {
  const [first = "", ...rest] = text.trimEnd().split("\n");
  return [`  ${mark} ${first}`, ...rest.map((line) => (line === "" ? "" : `  ${line}`))].join("\n");
}

function awsSaid({ awsCode, awsMessage, requestId }: GitlabEcrError["context"], message: string): string[] {
  if (typeof awsCode !== "string" || (typeof awsMessage === "string" && message.includes(visibleText(awsMessage))))
    return [];
  const request = typeof requestId === "string" ? ` (request ${visibleText(requestId)})` : "";
  return [`AWS's words: ${visibleText(awsCode)}: ${visibleText(String(awsMessage))}${request}`];
}

/** What became of each registry where only some were logged into. */
function registriesLines(registries: ContextValue | undefined, style: Style): string[] {
  if (!Array.isArray(registries)) return [];
  const line = ({ host, region, ok, code }: Readonly<Record<string, ContextValue>>) =>
    `  ${visibleText(String(host ?? `the own registry in ${region}`))}: ${ok === true ? "logged in" : code}`;
  return ["", style.bold("Registries:"), ...(registries as readonly ContextValue[]).filter(isObject).map(line)];
}

function claimsLines(claims: ContextValue | undefined, style: Style): string[] {
  if (!isObject(claims)) return [];
  const entries = Object.entries(claims);
  const width = Math.max(...entries.map(([name]) => name.length));
  const line = ([name, value]: [string, ContextValue]) => `  ${name.padEnd(width)}  ${visibleLine(asText(value))}`;
  return ["", style.bold("What the ID token says:"), ...entries.map(line)];
}

function conditionLines(condition: ContextValue | undefined, style: Style): string[] {
  if (!isObject(condition)) return [];
  const json = visibleText(JSON.stringify({ Condition: condition }, null, 2))
    .split("\n")
    .slice(1, -1);
  return ["", style.bold("The condition that admits this job and no other:"), ...json.map((line) => `  ${line}`)];
}

function asText(value: ContextValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function isObject(value: ContextValue | undefined): value is { readonly [key: string]: ContextValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
