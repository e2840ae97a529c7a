/** Where the documents lie below the issuer's address: the first by the standard, the second as GitLab has it. */
export const issuerPaths = {
  discovery: ".well-known/openid-configuration",
  keys: "oauth/discovery/keys",
} as const;

/** One of the two documents. */
export type IssuerDocument = keyof typeof issuerPaths;

/** How both documents are served. */
export const documentHeaders = {
  contentType: "application/json",
  /** Short, so that a new key is seen soon; AWS keeps a copy of its own. */
  cacheControl: "public, max-age=300",
} as const;

/** The public address of a document. */
export function documentUrl(issuer: string, document: IssuerDocument): string {
  return `${issuer}/${issuerPaths[document]}`;
}
