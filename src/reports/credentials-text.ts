import type { Style } from "./style.ts";

/** The part of the result that the text shows. */
export interface CredentialsText {
  readonly identity: string;
  readonly expiresAt: string | null;
  readonly file: string;
  readonly profile?: string;
}

/** Where the credentials were written, as people read it. */
export function credentialsText({ identity, expiresAt, file, profile }: CredentialsText, style: Style): string {
  const what = profile === undefined ? "the credentials" : `profile ${style.bold(profile)}`;
  const until = expiresAt === null ? "" : `, until ${expiresAt}`;
  return `identity: ${identity}${until}\n${style.good("wrote")} ${what} to ${style.bold(file)}\n`;
}
