import type { ResourceTags } from "../setup-plan.ts";

/** Whether setup made this: it carries the tag. */
export function isOurs(tags: ResourceTags): boolean {
  return tags["managed-by"] === "gitlab-ecr";
}

/** The tags of the plan that a resource lacks or has another value of. */
export function lackingTags(there: ResourceTags, wanted: ResourceTags): ResourceTags {
  return Object.fromEntries(Object.entries(wanted).filter(([key, value]) => there[key] !== value));
}

/** How tags that come are told. */
export function tagLines(tags: ResourceTags): string[] {
  return Object.entries(tags).map(([key, value]) => `+ tag ${key}=${value}`);
}
