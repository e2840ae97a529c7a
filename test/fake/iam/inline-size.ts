import type { PolicyDocument } from "../policy/evaluate.ts";
import { Refusal } from "../service.ts";
import { inlineNames } from "../world/inline-policy.ts";
import { sizeOf } from "./policy-in-form.ts";

/** Refuses an inline policy by which all of them together would be too long. */
export function checkInlineSize(
  policies: readonly PolicyDocument[],
  name: string,
  document: PolicyDocument,
  { limit, owner }: { limit: number; owner: string },
): void {
  const names = inlineNames(policies);
  const others = policies.filter((_, index) => names[index] !== name);
  const size = [...others, document].reduce((sum, one) => sum + sizeOf(one), 0);
  if (size <= limit) return;
  throw new Refusal(409, "LimitExceeded", `Maximum policy size of ${limit} bytes exceeded for ${owner}`);
}
