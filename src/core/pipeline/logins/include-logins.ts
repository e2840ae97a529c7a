import { isMap, isScalar, isSeq } from "yaml";
import { fieldOf, fieldsOf, type PipelineEntry, type PipelineFile, rangeOf } from "../pipeline-file.ts";
import type { PlacedLogin } from "../placed-login.ts";
import { namesEcrHost } from "./registry-host.ts";

/** Templates of others that log in to ECR by themselves: to-be-continuous, and GitLab's own for Amazon ECS. */
export function includeLogins(file: PipelineFile): PlacedLogin[] {
  const include = fieldOf(file.globals, "include")?.value;
  const items = isSeq(include) ? include.items : [include];
  return items.flatMap((item) => {
    const confidence = confidenceOf(file, item);
    if (confidence === null) return [];
    const [start, end] = rangeOf(item);
    const place = { start, end: start + file.text.slice(start, end).trimEnd().length, item: null, alone: false };
    return [{ entry: file.globals, kind: "other", registry: null, confidence, places: [place] }];
  });
}

function confidenceOf(file: PipelineFile, item: unknown): "certain" | "likely" | null {
  const texts = isScalar(item) ? [String(item.value)] : textsOf(item);
  const all = texts.join("\n");
  if (/(?:^|\/)AWS\/Deploy-ECS\.gitlab-ci\.yml$|Jobs\/Deploy\/ECS\.gitlab-ci\.yml$/m.test(all)) return "likely";
  if (!/to-be-continuous\/docker(?:\/|@|$)/m.test(all)) return null;
  if (/gitlab-ci-docker-ecr(?:@|\.yml|$)/m.test(all)) return "certain";
  const images = textsOf(variablesOf(file.globals), /^DOCKER_(?:SNAPSHOT|RELEASE|REGISTRY)/);
  return namesEcrHost([all, ...images].join("\n")) ? "likely" : null;
}

function variablesOf(globals: PipelineEntry): unknown {
  return fieldOf(globals, "variables")?.value;
}

/** The strings of a map, its lists and inner maps included. */
function textsOf(node: unknown, keys = /^/): string[] {
  if (!isMap(node)) return [];
  return fieldsOf(node).flatMap(({ key, value }) => {
    if (!keys.test(key)) return [];
    if (isScalar(value)) return [String(value.value)];
    if (isSeq(value)) return value.items.flatMap((one) => (isScalar(one) ? [String(one.value)] : []));
    return textsOf(value);
  });
}
