import { Ajv, type ValidateFunction } from "ajv";
import { parseAllDocuments } from "yaml";
// GitLab's own schema of pipeline files (app/assets/javascripts/editor/schema/ci.json, MIT), without its descriptions.
import schema from "./gitlab-ci-schema.json" with { type: "json" };

/** What GitLab's published schema finds wrong with a pipeline after a change that it didn't before: place and problem. */
export function newSchemaProblems(before: string, after: string): string[] {
  const validate = compiledSchema();
  const known = new Set(problemsOf(before, validate));
  return problemsOf(after, validate).filter((problem) => !known.has(problem));
}

let compiled: ValidateFunction | undefined;

/** Compiled at the first use and once: it takes longer than all the rest of a pipeline's plan. */
function compiledSchema(): ValidateFunction {
  compiled ??= new Ajv({ strict: false, allErrors: true, validateFormats: false, logger: false }).compile(schema);
  return compiled;
}

function problemsOf(yamlText: string, validate: ValidateFunction): string[] {
  const value = valueOfPipeline(yamlText);
  if (value === null || validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || "/"} ${message ?? "is wrong"}`);
}

/** The last document as plain values; null where aliases of aliases make it too large to look at. */
function valueOfPipeline(yamlText: string): unknown {
  const documents = parseAllDocuments(yamlText, { uniqueKeys: false, merge: true, logLevel: "silent" });
  const last = Array.isArray(documents) ? documents.at(-1) : undefined;
  try {
    return last?.toJS({ maxAliasCount: 1000 }) ?? null;
  } catch {
    return null;
  }
}
