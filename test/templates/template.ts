import { readFile } from "node:fs/promises";
import { parseAllDocuments } from "yaml";

/** One input of a component. */
export interface Input {
  readonly description?: string;
  readonly type?: string;
  readonly default?: string | boolean;
  readonly options?: readonly string[];
  readonly regex?: string;
}

/** A job of a component. */
export interface Job {
  readonly [keyword: string]: unknown;
  readonly variables: Readonly<Record<string, string>>;
  readonly before_script: readonly string[];
  readonly after_script: readonly string[];
}

/** A component's file, read as GitLab reads it. */
export interface Template {
  readonly inputs: Readonly<Record<string, Input>>;
  /** What follows the header, as text: with its `$[[ … ]]`. */
  readonly body: string;
  /** The jobs as they come with these inputs, the others at their defaults. */
  jobs(inputs?: Readonly<Record<string, string>>): Readonly<Record<string, Job>>;
}

/** Reads `templates/NAME.yml`. */
export async function readTemplate(name: string): Promise<Template> {
  return parseTemplate(await readFile(new URL(`../../templates/${name}.yml`, import.meta.url), "utf8"));
}

/** Reads a component's text. */
export function parseTemplate(text: string): Template {
  const [header, content, ...others] = parseAllDocuments(text);
  if (header === undefined || content === undefined || others.length > 0) throw new Error("It has not two documents.");
  for (const document of [header, content]) for (const error of document.errors) throw error;
  const { spec } = header.toJS() as { spec: { inputs: Record<string, Input> } };
  const interpolated = (value: unknown, inputs: Readonly<Record<string, string>>): unknown => {
    if (typeof value === "string") return interpolate(value, spec.inputs, inputs);
    if (Array.isArray(value)) return value.map((one) => interpolated(one, inputs));
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).map(([key, one]) => [
      interpolate(key, spec.inputs, inputs),
      interpolated(one, inputs),
    ]);
    return Object.fromEntries(entries);
  };
  return {
    inputs: spec.inputs,
    body: text.slice(text.indexOf("\n---\n")),
    jobs: (inputs = {}) => interpolated(content.toJS(), inputs) as Record<string, Job>,
  };
}

/** As GitLab does, with JavaScript in place of RE2: what they read differently, these expressions don't use. */
export function accepts(input: Input | undefined, value: string): boolean {
  if (input?.type === "boolean") return value === "true" || value === "false";
  return input?.options?.includes(value) ?? new RegExp(input?.regex ?? "(?!)").test(value);
}

/** GitLab interpolates the strings of the parsed document, so that a value can't leave its place. */
function interpolate(
  text: string,
  known: Readonly<Record<string, Input>>,
  given: Readonly<Record<string, string>>,
): string {
  return text.replace(/\$\[\[ inputs\.(\w+) \]\]/g, (_, name: string) => {
    const value = given[name] ?? known[name]?.default;
    if (value === undefined) throw new Error(`There is no input ${name}.`);
    return String(value);
  });
}
