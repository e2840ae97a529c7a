import { isMap, isScalar, isSeq } from "yaml";
import { LineIndex } from "./line-index.ts";
import {
  extendedNames,
  fieldOf,
  fieldsOf,
  type PipelineEntry,
  type PipelineFile,
  rangeOf,
  readPipelineFile,
} from "./pipeline-file.ts";

/** A component of ours that a pipeline includes, whose jobs log in to ECR by it. */
export interface IncludedLogin {
  readonly file: string;
  readonly line: number;
  /** Its address, with the version. */
  readonly component: string;
  /** What the file gives it, as texts. */
  readonly inputs: Readonly<Record<string, string>>;
  /** `dual`: with keys to fall back to; `oidc`: the ID token alone; null: neither is said. */
  readonly phase: "dual" | "oidc" | null;
  /** The jobs that log in by it; hidden ones stand for those that take from them. */
  readonly jobs: readonly { readonly file: string; readonly line: number; readonly job: string }[];
}

/**
 * The logins that the files of a pipeline have from our components already: those of a project `gitlab-ecr`, the one that
 * `component` names, and any other component `login` that says a phase as `migrate apply` writes it and whose hidden job
 * some entry extends. Throws `input-invalid` for what isn't YAML.
 */
export function includedLogins(
  texts: readonly { readonly path: string; readonly text: string }[],
  component: string | null = null,
): IncludedLogin[] {
  const files = texts.map(({ path, text }) => ({ path, file: readPipelineFile(text), lines: new LineIndex(text) }));
  return files.flatMap(({ path, file, lines }) =>
    includesOf(file).flatMap((item) => {
      const text = (key: string) => textOf(fieldsOf(item).find((field) => field.key === key)?.value);
      const address = text("component");
      if (address === null) return [];
      const given = fieldsOf(item).find(({ key }) => key === "inputs")?.value;
      const inputs = isMap(given) ? inputsOf(given) : {};
      const line = lines.lineOf(rangeOf(item)[0]);
      const own = [{ file: path, line, job: inputs.job_name ?? "ecr-push" }];
      const name = inputs.job_name ?? ".ecr-login";
      const kind = kindOf(address, component);
      const jobs = kind === "push" ? own : jobsBelow(files, name);
      const phase = phaseOf(inputs);
      const isCopy = isLogin(address) && phase !== null && jobs.length > 0 && !isWrittenOut(files, name);
      if (kind === null && !isCopy) return [];
      return [{ file: path, line, component: address, inputs, phase, jobs }];
    }),
  );
}

function includesOf({ globals }: PipelineFile) {
  const value = fieldOf(globals, "include")?.value;
  return (isSeq(value) ? value.items : [value]).filter(isMap);
}

function kindOf(address: string, component: string | null): "login" | "push" | null {
  const bare = (text: string) => text.split("@")[0] ?? "";
  const known = /\/gitlab-ecr\/(login|push)$/.exec(bare(address))?.[1];
  if (known !== undefined) return known as "login" | "push";
  return component !== null && bare(component) === bare(address) ? "login" : null;
}

/** A mirror of ours may be a project of any name; the component keeps its own. */
function isLogin(address: string): boolean {
  return /\/login@[^@]+$/.test(address);
}

/** Whether a file of the pipeline has the job itself: who extends it then says nothing of the component. */
function isWrittenOut(files: readonly { readonly file: PipelineFile }[], name: string): boolean {
  return files.some(({ file }) => file.entries.some((entry) => entry.name === name));
}

function textOf(node: unknown): string | null {
  return isScalar(node) && node.value !== null ? String(node.value) : null;
}

function inputsOf(map: Parameters<typeof fieldsOf>[0]): Record<string, string> {
  return Object.fromEntries(
    fieldsOf(map).flatMap(({ key, value }) => {
      const text = textOf(value);
      return text === null ? [] : [[key, text]];
    }),
  );
}

function phaseOf({ auth, fallback }: Readonly<Record<string, string>>): IncludedLogin["phase"] {
  if (auth === "oidc") return "oidc";
  return fallback === "on-error" && (auth ?? "auto") === "auto" ? "dual" : null;
}

/** The entries that extend a job, or another that does, in whichever file. */
function jobsBelow(
  files: readonly { readonly path: string; readonly file: PipelineFile; readonly lines: LineIndex }[],
  name: string,
): IncludedLogin["jobs"] {
  const all = files.flatMap(({ path, file, lines }) => file.entries.map((entry) => ({ path, file, entry, lines })));
  const users = new Map<string, string[]>();
  for (const { file, entry } of all) {
    for (const source of [...extendedNames(file, entry), ...mergedFrom(entry)]) {
      if (entry.name === null) continue;
      const before = users.get(source);
      if (before === undefined) users.set(source, [entry.name]);
      else before.push(entry.name);
    }
  }
  const names = new Set([name]);
  // A set that grows while it is gone through is gone through to its end.
  for (const one of names) for (const user of users.get(one) ?? []) names.add(user);
  return all.flatMap(({ path, entry, lines }) => {
    if (entry.name === null || entry.name === name || !names.has(entry.name)) return [];
    return [{ file: path, line: lines.lineOf(entry.start), job: entry.name }];
  });
}

function mergedFrom({ parents }: PipelineEntry): string[] {
  return parents.flatMap((parent) => parent.name ?? []);
}
