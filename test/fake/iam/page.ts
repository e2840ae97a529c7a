import type { Elements } from "../query/xml.ts";
import { Refusal } from "../service.ts";
import type { World } from "../world/world.ts";

/** One page of a list, as `Marker` and `MaxItems` ask for it, and the elements that say whether there is more. */
export function page<T>(
  world: World,
  members: readonly T[],
  form: Record<string, string>,
): { members: T[]; rest: Elements } {
  const start = form.Marker === undefined ? 0 : startOf(form.Marker, members.length);
  const size = Math.min(Number(form.MaxItems ?? world.iamPageSize), world.iamPageSize);
  const more = start + size < members.length;
  return {
    members: members.slice(start, start + size),
    rest: {
      IsTruncated: String(more),
      Marker: more ? Buffer.from(`after ${start + size}`).toString("base64") : undefined,
    },
  };
}

function startOf(marker: string, length: number): number {
  const [, number] = /^after (\d+)$/.exec(Buffer.from(marker, "base64").toString()) ?? [];
  if (number === undefined || Number(number) > length) {
    throw new Refusal(400, "ValidationError", `Invalid Marker: ${marker}`);
  }
  return Number(number);
}
