import type { Elements } from "../query/xml.ts";
import type { Tags, World } from "../world/world.ts";
import { checkQuota } from "./quota.ts";

/** Tags as IAM answers them. */
export function tagElements(tags: Tags): Elements[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** The tags that a form carries: `Tags.member.N.Key` and `…Value`. */
export function tagsIn(form: Record<string, string>): Tags {
  const keys = Object.entries(form).filter(([name]) => /^Tags\.member\.\d+\.Key$/.test(name));
  return Object.fromEntries(keys.map(([name, key]) => [key, form[name.replace(/Key$/, "Value")] ?? ""]));
}

/** Puts tags onto what has some: a key that is there in another case keeps its case. */
export function putTags(world: World, tags: Tags, added: Tags): void {
  const result = { ...tags };
  for (const [key, value] of Object.entries(added)) {
    const there = Object.keys(result).find((one) => one.toLowerCase() === key.toLowerCase());
    result[there ?? key] = value;
  }
  checkQuota("TagsPerResource", world.quotas.tags, Object.keys(result).length);
  Object.assign(tags, result);
}
