import { Refusal } from "../service.ts";

/** Refuses what goes beyond a quota, in IAM's words: `Cannot exceed quota for AccessKeysPerUser: 2`. */
export function checkQuota(name: string, limit: number, wanted: number): void {
  if (wanted > limit) throw new Refusal(409, "LimitExceeded", `Cannot exceed quota for ${name}: ${limit}`);
}
