import fc from "fast-check";
import { host } from "./generated-pipeline.ts";

/** A login that can be told from the others of its file. */
function markedLogin(mark: number): string {
  return `aws ecr get-login-password --cli-read-timeout ${mark} | docker login -u AWS --password-stdin ${host}`;
}

interface Script {
  /** Where the login stands among the commands; null where there is none. */
  readonly login: number | null;
  readonly commands: number;
  readonly form: "list" | "block";
  /** Which job's script it takes besides, by a reference; null for none. */
  readonly reference: number | null;
}

interface Job {
  readonly parents: readonly number[];
  readonly taking: "extends" | "list" | "merge";
  readonly stage: boolean;
  readonly image: boolean;
  readonly variables: boolean;
  readonly idTokens: boolean;
  readonly inherit: "none" | "false" | "image";
  readonly before: Script | null;
  readonly script: Script | null;
  readonly after: Script | null;
}

const names = [".a", ".b", ".c", "build", "push", "deploy"];
const withLogin = fc.record<Script>({
  login: fc.option(fc.nat(2), { nil: null, freq: 2 }),
  commands: fc.integer({ min: 1, max: 2 }),
  form: fc.constantFrom("list", "list", "block"),
  reference: fc.oneof({ arbitrary: fc.constant(null), weight: 8 }, { arbitrary: fc.nat(names.length - 1), weight: 1 }),
});
const half = { nil: null, freq: 2 };
const mostly = { nil: null, freq: 6 };

const jobs = fc.record<Job>({
  parents: fc.oneof(fc.constant([]), fc.constant([]), fc.uniqueArray(fc.nat(names.length - 1), { maxLength: 2 })),
  taking: fc.constantFrom("extends", "list", "merge"),
  stage: fc.boolean(),
  image: fc.boolean(),
  variables: fc.boolean(),
  idTokens: fc.boolean(),
  inherit: fc.constantFrom("none", "none", "none", "false", "image"),
  before: fc.option(withLogin, half),
  script: fc.option(withLogin, mostly),
  after: fc.option(
    withLogin.map((one) => ({ ...one, login: null })),
    half,
  ),
});

const common = fc.record({
  place: fc.constantFrom("default", "globals"),
  image: fc.boolean(),
  before: fc.boolean(),
  after: fc.boolean(),
  idTokens: fc.nat(7).map((one) => one === 0),
});

/** Pipeline files whose jobs log in, and take from each other and from what is set for all in every way. */
export const inheritances: fc.Arbitrary<string> = fc
  .tuple(fc.array(jobs, { minLength: names.length, maxLength: names.length }), common, fc.boolean())
  .map(([all, shared, reversed]) => {
    let mark = 100;
    const write = (script: Script, at: number, key: Key): string[] => {
      const lines = Array.from({ length: script.commands }, (_, index) => `echo ${names[at]} ${key} ${index}`);
      if (script.login !== null) lines.splice(script.login, 0, markedLogin(mark++));
      const items = script.form === "list" ? lines.map((line) => `    - ${line}`) : ["    - |", ...lines.map(inBlock)];
      const taken = script.reference === null ? undefined : all[script.reference];
      const isGiven = script.reference !== null && script.reference < at && taken?.[fieldOf[key]] != null;
      return [
        `  ${key}:`,
        ...items,
        ...(isGiven ? [`    - !reference [${names[script.reference ?? 0]}, ${key}]`] : []),
      ];
    };
    const written = all.map((job, at) => {
      const parents = job.parents.filter((parent) => parent < at);
      const merged = job.taking === "merge" && !reversed ? parents.slice(0, 1) : [];
      const name = names[at] ?? "";
      return [
        `${name}: &${name.replace(".", "_")}`,
        ...merged.map((parent) => `  <<: *${(names[parent] ?? "").replace(".", "_")}`),
        ...(merged.length > 0
          ? []
          : extending(
              job,
              parents.map((parent) => names[parent] ?? ""),
            )),
        ...(job.stage ? [`  stage: stage-${at}`] : []),
        ...(job.image ? [`  image: image-${at}`] : []),
        ...(job.variables ? ["  variables:", `    V${at}: "${at}"`] : []),
        ...(job.idTokens ? ["  id_tokens:", `    T${at}: { aud: audience-${at} }`] : []),
        ...(job.inherit === "none" ? [] : [`  inherit: { default: ${job.inherit === "false" ? "false" : "[image]"} }`]),
        ...(job.before === null ? [] : write(job.before, at, "before_script")),
        ...write(job.script ?? { login: null, commands: 1, form: "list", reference: null }, at, "script").filter(
          () => job.script !== null || parents.length === 0,
        ),
        ...(job.after === null ? [] : write(job.after, at, "after_script")),
      ];
    });
    const text = [...commonLines(shared), ...(reversed ? written.toReversed() : written).flat()];
    return `${text.join("\n")}\n`;
  });

type Key = "before_script" | "script" | "after_script";
const fieldOf = { before_script: "before", script: "script", after_script: "after" } as const;

function inBlock(line: string): string {
  return `      ${line}`;
}

function extending({ taking }: Job, parents: readonly string[]): string[] {
  const [first] = parents;
  if (first === undefined) return [];
  if (parents.length === 1 && taking !== "list") return [`  extends: ${first}`];
  return taking === "list"
    ? ["  extends:", ...parents.map((parent) => `    - ${parent}`)]
    : [`  extends: [${parents.join(", ")}]`];
}

function commonLines(shared: {
  place: string;
  image: boolean;
  before: boolean;
  after: boolean;
  idTokens: boolean;
}): string[] {
  const lines = [
    ...(shared.image ? ["image: common"] : []),
    ...(shared.before ? ["before_script: [echo common before]"] : []),
    ...(shared.after ? ["after_script:", "  - echo common after"] : []),
    ...(shared.idTokens && shared.place === "default" ? ["id_tokens: { COMMON: { aud: common } }"] : []),
  ];
  return shared.place === "globals" || lines.length === 0 ? lines : ["default:", ...lines.map((line) => `  ${line}`)];
}
