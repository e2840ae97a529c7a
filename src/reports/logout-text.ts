import type { Style } from "./style.ts";

/** The part of a logout's result that its text shows. */
export interface LogoutFacts {
  readonly registries: readonly { readonly host: string; readonly outcome: keyof typeof sentences }[];
  readonly folderRemoved: boolean;
}

const sentences = {
  removed: "logged out of",
  "kept-changed": "left alone, since somebody logged in anew:",
  "kept-claimed": "left alone, since another job uses the same login:",
  "already-gone": "already gone:",
} as const;

/** What a logout came to, as people read it. */
export function logoutText({ registries, folderRemoved }: LogoutFacts, style: Style): string {
  const lines = registries.map(({ host, outcome }) => `${sentences[outcome]} ${style.bold(host)}`);
  if (folderRemoved) lines.push("removed this job's own Docker configuration");
  if (lines.length === 0) lines.push("nothing to log out of: this job has stored no login here");
  return [...lines, ""].join("\n");
}
