import type { World } from "../fake/index.ts";

/** Every secret that a world holds or gave out, and the shapes in which they could leak. */
export function secretsOf({ accounts, sessions, passwords }: World, token?: string): string[] {
  const keys = accounts.flatMap(({ users }) => users.flatMap(({ accessKeys }) => accessKeys));
  return [
    ...(token === undefined ? [] : [token, token.slice(token.lastIndexOf(".") + 1)]),
    ...[...keys, ...sessions].map(({ secretAccessKey }) => secretAccessKey),
    ...sessions.map(({ sessionToken }) => sessionToken),
    ...passwords.flatMap(({ password }) => [password, Buffer.from(`AWS:${password}`).toString("base64")]),
  ];
}

/** The secrets that a text holds: none is what a test expects. */
export function secretsIn(text: string | Buffer, secrets: readonly string[]): string[] {
  return secrets.filter((secret) => text.includes(secret));
}
