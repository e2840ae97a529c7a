/** A policy as people read it; text may be URL-encoded, as IAM gives it. */
export function prettyPolicy(policy: string | object): string {
  if (typeof policy !== "string") return JSON.stringify(policy, null, 2);
  const text = policy.trim();
  const json = /^%7b/i.test(text) ? decodeURIComponent(text.replaceAll("+", "%20")) : text;
  return JSON.stringify(JSON.parse(json), null, 2);
}
