import { isMap, isScalar, type YAMLMap } from "yaml";
import { eachNode, type Field, fieldsOf, type PipelineEntry, rangeOf } from "../pipeline-file.ts";
import type { PlacedLogin } from "../placed-login.ts";
import type { VariableScope } from "../variable-scope.ts";
import { configView } from "./config-content.ts";
import { expandVariables } from "./expand-variables.ts";
import { isKeyId, isLiteralKey, isWholeKeyId } from "./literal-keys.ts";

/** What keys of maps tell: AWS keys that are written out, and logins for the runner in DOCKER_AUTH_CONFIG. */
export function fieldLogins(entry: PipelineEntry, scope: VariableScope): PlacedLogin[] {
  const found: PlacedLogin[] = [];
  const look = (fields: readonly Field[]) => {
    const holdsKey = fields.some(({ value }) => isKeyId(textOf(value)?.text ?? ""));
    for (const field of fields) {
      const login = loginOf(entry, field, holdsKey, scope);
      if (login !== null) found.push(login);
    }
  };
  const roots = entry.map === null ? [entry.other, ...entry.fields.map(({ value }) => value)] : [entry.map];
  for (const root of roots) {
    eachNode(root, (node) => {
      if (isMap(node)) look(fieldsOf(node));
    });
  }
  return found;
}

function loginOf(entry: PipelineEntry, field: Field, holdsKey: boolean, scope: VariableScope): PlacedLogin | null {
  const { key, pair, value } = field;
  const said = textOf(value);
  if (said === null) return null;
  const place = { start: rangeOf(pair.key)[0], end: said.end, item: null, alone: false };
  const found = { entry, places: [place], registry: null };
  if (isLiteralKey(key, said.text) || (key !== "value" && isWholeKeyId(said.text)))
    return { ...found, kind: "literal-keys", confidence: "certain" };
  // A secret of unusual form is one all the same where its key's id stands beside it.
  const isNamed = /(?:^|_)AWS_SECRET_ACCESS_KEY$/i.test(key) && said.text.length >= 16;
  if ((isNamed || (holdsKey && /SECRET/i.test(key))) && /^[^\s$<>*{}[\]]{8,}$/.test(said.text)) {
    return { ...found, kind: "literal-keys", confidence: "likely" };
  }
  if (key !== "DOCKER_AUTH_CONFIG") return null;
  const { shape, names } = expandVariables(said.text, (name) => scope.valueFor(entry, name));
  const view = configView({ shape, names, carries: null });
  if (view === null) return null;
  return { ...found, kind: "docker-auth-config", registry: view.registry, confidence: view.confidence };
}

/** The text of a value, or of `value:` where a variable is described. */
function textOf(value: unknown): { readonly text: string; readonly end: number } | null {
  const node = isMap(value) ? described(value) : value;
  if (!isScalar(node) || node.value === null) return null;
  return { text: String(node.value), end: Math.max(rangeOf(node)[1], rangeOf(value)[1]) };
}

function described(map: YAMLMap): unknown {
  return fieldsOf(map).find(({ key }) => key === "value")?.value;
}
