import { isMap, isScalar } from "yaml";
import { eachNode, fieldsOf, type PipelineEntry, rangeOf } from "../pipeline-file.ts";
import { credentialUses } from "./credential-uses.ts";
import { expandVariables } from "./expand-variables.ts";
import type { TakenCredential } from "./found-login.ts";

/** The variables that `AWS_ACCESS_KEY_ID: $NAME` and its like name, wherever a map has such a key. */
export function fieldCredentials({ map, other, fields }: PipelineEntry): TakenCredential[] {
  const taken: TakenCredential[] = [];
  const roots = map === null ? [other, ...fields.map(({ value }) => value)] : [map];
  for (const root of roots) {
    eachNode(root, (node) => {
      if (!isMap(node)) return;
      for (const { key, pair, value } of fieldsOf(node)) {
        const use = credentialUses.get(key);
        if (use === undefined || !isScalar(value)) continue;
        const place = { start: rangeOf(pair.key)[0], end: rangeOf(value)[1] };
        const { names } = expandVariables(String(value.value), () => null);
        taken.push(...names.map((name) => ({ name, use, place })));
      }
    });
  }
  return taken;
}
