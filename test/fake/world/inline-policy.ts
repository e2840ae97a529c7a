import type { PolicyDocument } from "../policy/evaluate.ts";

// Beside the document, where neither JSON nor a comparison sees it: IAM's documents don't hold their name.
const NAME = Symbol("name of an inline policy");

type Named = PolicyDocument & { [NAME]?: string };

/** A copy of the document that IAM knows by this name. */
export function inlinePolicy(name: string, document: PolicyDocument): PolicyDocument {
  return Object.defineProperty({ ...document }, NAME, { value: name });
}

/** The names of a user's, role's or group's inline policies, in the order of the documents. */
export function inlineNames(policies: readonly PolicyDocument[]): string[] {
  return policies.map((policy, index) => (policy as Named)[NAME] ?? `inline-${index + 1}`);
}

/** The inline policy of that name. */
export function findInline(policies: readonly PolicyDocument[], name: string): PolicyDocument | undefined {
  return policies[inlineNames(policies).indexOf(name)];
}

/** Puts an inline policy: over the one of that name, else at the end. */
export function putInline(policies: PolicyDocument[], name: string, document: PolicyDocument): void {
  const index = inlineNames(policies).indexOf(name);
  policies.splice(index === -1 ? policies.length : index, 1, inlinePolicy(name, document));
}

/** Removes the inline policy of that name; says whether there was one. The others keep their names. */
export function removeInline(policies: PolicyDocument[], name: string): boolean {
  const names = inlineNames(policies);
  const index = names.indexOf(name);
  if (index === -1) return false;
  const kept = policies.map((policy, at) => inlinePolicy(names[at] ?? "", policy));
  kept.splice(index, 1);
  policies.splice(0, policies.length, ...kept);
  return true;
}
