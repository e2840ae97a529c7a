import { isMap, isScalar } from "yaml";
import { LineIndex } from "./line-index.ts";
import { inherits, lineageOf } from "./lineage.ts";
import type { LoginFinding } from "./login-finding.ts";
import {
  fieldOf,
  fieldsOf,
  type PipelineEntry,
  type PipelineFile,
  rangeOf,
  readPipelineFile,
} from "./pipeline-file.ts";
import type { PipelineChange } from "./rewrite/migration-plan.ts";

/** Something that may keep a job from working after the change. */
export interface PipelineRisk {
  readonly job: string;
  readonly line: number;
  readonly message: string;
}

/** What the file tells of jobs that may not work once they log in by the component. `replaced`: the logins that it replaces. */
export function pipelineRisks(
  yamlText: string,
  replaced: readonly LoginFinding[],
  change: PipelineChange,
): PipelineRisk[] {
  const file = readPipelineFile(yamlText);
  const lines = new LineIndex(yamlText);
  const jobs = new Set(replaced.flatMap(({ job }) => job ?? []));
  const unknown = replaced.filter(({ registry }) => registry === null && change.inputs.registries === undefined);
  const registries = unknown.map(({ job, line }) => ({ job: job ?? "", line, message: unknownRegistry }));
  const others = [...jobs].flatMap((job) => {
    const entry = file.byName.get(job);
    if (entry === undefined) return [];
    const line = lines.lineOf(entry.start);
    return [...imageRisks(file, entry, change), ...refRisks(file, entry)].map((message) => ({ job, line, message }));
  });
  return [...registries, ...others];
}

const unknownRegistry =
  "Which registry it logs in to, the file doesn't tell: the component takes that of the role's account in the region, unless --registry names it.";

function lookUp(file: PipelineFile, entry: PipelineEntry, key: string): unknown {
  const own = lineageOf(entry).flatMap((one) => fieldOf(one, key) ?? [])[0];
  if (own !== undefined) return own.value;
  if (!inherits(entry, "default", key)) return undefined;
  const common = file.defaults === null ? null : fieldOf(file.defaults, key);
  return (common ?? fieldOf(file.globals, key))?.value;
}

function imageRisks(file: PipelineFile, entry: PipelineEntry, { inputs }: PipelineChange): string[] {
  const value = lookUp(file, entry, "image");
  const named = isMap(value) ? fieldsOf(value).find(({ key }) => key === "name")?.value : value;
  const image = isScalar(named) ? String(named.value) : null;
  if (image === null) {
    return [
      "It names no image: with Docker or Kubernetes runners it runs in the component's from now on. Give it its image.",
    ];
  }
  if (inputs.install_node === true || /(?:^|\/)node:(?:2[2-9]|[3-9]\d|lts|latest|current)|gitlab-ecr/.test(image))
    return [];
  return [
    `Its image ${image} must have gitlab-ecr on PATH, or Node 22.21 or newer; with apk or apt-get in it, --install-node does.`,
  ];
}

function refRisks({ text }: PipelineFile, entry: PipelineEntry): string[] {
  const rules = fieldOf(entry, "rules") ?? fieldOf(entry, "only");
  if (rules === null)
    return ["It runs on every branch: the role must admit them, or the job be limited to those that it admits."];
  const [start, end] = rangeOf(rules.value);
  const merges = /merge_request/.test(text.slice(start, end));
  return merges ? ["It runs for merge requests: their tokens name the source branch, which the role must admit."] : [];
}
