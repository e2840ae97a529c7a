import { type Alias, isAlias, isMap, isScalar, isSeq, parseAllDocuments } from "yaml";

/** What a job is once GitLab has merged all that it takes from elsewhere. Scripts are flat lists of commands. */
export interface EffectiveJob {
  readonly commands: readonly string[];
  readonly after: readonly string[];
  /** All other keywords. */
  readonly rest: Record<string, unknown>;
}

/** What stands for the component's hidden job. */
export const component: Config = {
  stage: "component",
  image: "component",
  id_tokens: { GITLAB_OIDC_TOKEN: { aud: "sts.amazonaws.com" } },
  variables: { GITLAB_ECR: "component" },
  before_script: ["LOGIN"],
  after_script: ["LOGOUT"],
};

interface Config {
  [key: string]: unknown;
}

class Reference {
  readonly path: readonly string[];

  constructor(path: readonly string[]) {
    this.path = path;
  }
}

const globalKeywords =
  "after_script before_script cache default image include services stages variables workflow".split(" ");
/** Source: GitLab's CI/CD YAML reference, `default`. */
const defaultKeywords = "after_script before_script cache id_tokens image services tags".split(" ");

/** The jobs of a pipeline file, hidden ones left out. `more`: hidden jobs that it includes. */
export function effectiveJobs(text: string, more: Config = {}): Map<string, EffectiveJob> {
  const config: Config = { ...configOf(text), ...more };
  const extended = Object.fromEntries(
    Object.keys(config).map((name) => [name, isGlobal(name) ? config[name] : extend(config, name)]),
  );
  const resolved = resolve(extended, extended) as Config;
  const jobs = new Map<string, EffectiveJob>();
  for (const [name, job] of Object.entries(resolved)) {
    if (isGlobal(name) || name.startsWith(".") || !isConfig(job)) continue;
    const { before_script, script, after_script, inherit, ...rest } = withDefaults(job, resolved);
    jobs.set(name, {
      commands: [...flat(before_script), ...flat(script)],
      after: flat(after_script),
      rest: { stage: "test", ...rest },
    });
  }
  return jobs;
}

function isGlobal(name: string): boolean {
  return globalKeywords.includes(name);
}

function isConfig(value: unknown): value is Config {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Reference);
}

function configOf(text: string): Config {
  const documents = parseAllDocuments(text, { uniqueKeys: false, logLevel: "silent" });
  const list = Array.isArray(documents) ? documents : [];
  return Object.assign(
    {},
    ...list.map((document) => plainOf(document.contents, (alias) => alias.resolve(document)) as Config),
  );
}

function plainOf(node: unknown, targetOf: (alias: Alias) => unknown): unknown {
  if (isAlias(node)) {
    const target = targetOf(node);
    return plainOf(target, targetOf);
  }
  if (isScalar(node)) return node.value;
  if (isSeq(node)) {
    const items = node.items.map((item) => plainOf(item, targetOf));
    return node.tag === "!reference" ? new Reference(items as string[]) : items;
  }
  if (!isMap(node)) return null;
  const merged: Config = {};
  const own: Config = {};
  for (const { key, value } of node.items) {
    const name = isScalar(key) ? String(key.value) : "";
    if (name !== "<<") own[name] = plainOf(value, targetOf);
    else for (const map of [plainOf(value, targetOf)].flat().toReversed()) Object.assign(merged, map);
  }
  return { ...merged, ...own };
}

function extend(config: Config, name: string): Config {
  const { extends: names, ...own } = (isConfig(config[name]) ? config[name] : {}) as Config;
  const parents = [names ?? []].flat() as string[];
  return [...parents.map((parent) => extend(config, parent)), own].reduce(merge, {});
}

function merge(weak: Config, strong: Config): Config {
  const both = Object.entries(strong).map(([key, value]) => {
    const before = weak[key];
    return [key, isConfig(before) && isConfig(value) ? merge(before, value) : value] as const;
  });
  return { ...weak, ...Object.fromEntries(both) };
}

function resolve(value: unknown, config: Config): unknown {
  if (value instanceof Reference) {
    const found = value.path.reduce<unknown>((one, key) => (isConfig(one) ? one[key] : undefined), config);
    return resolve(found, config);
  }
  if (Array.isArray(value)) return value.map((item) => resolve(item, config));
  if (!isConfig(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolve(one, config)]));
}

function withDefaults(job: Config, config: Config): Config {
  const inherit = isConfig(job.inherit) ? job.inherit.default : undefined;
  const common = isConfig(config.default) ? config.default : {};
  const taken = defaultKeywords.filter((key) => (Array.isArray(inherit) ? inherit.includes(key) : inherit !== false));
  const given = taken.flatMap((key) =>
    (common[key] ?? config[key]) === undefined ? [] : [[key, common[key] ?? config[key]]],
  );
  return { ...Object.fromEntries(given), ...job };
}

function flat(value: unknown): string[] {
  return [value ?? []]
    .flat(20)
    .flatMap((item) => String(item).split("\n"))
    .filter((line) => line.trim() !== "");
}
