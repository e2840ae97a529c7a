import type { Style } from "./style.ts";

/** The part of a login's result that its text shows. */
export interface LoginFacts {
  readonly identity: string;
  readonly expiresAt: string;
  readonly engine: string;
  readonly registries: readonly { readonly host: string; readonly expiresAt: string }[];
}

/** What a login came to, as people read it: who logged in where, and until when. */
export function loginText({ identity, registries, engine, expiresAt }: LoginFacts, style: Style): string {
  const verb = engine === "config" ? "stored the login of" : "logged in to";
  return [
    `identity: ${identity}, until ${expiresAt}`,
    ...registries.map(
      ({ host, expiresAt: ends }) => `${style.good(verb)} ${style.bold(host)} (${engine}), until ${ends}`,
    ),
    "",
  ].join("\n");
}
