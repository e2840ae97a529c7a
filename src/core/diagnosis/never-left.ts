const unsent: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ERR_PROXY_UNREACHABLE",
]);

/** Whether a connection with this error code was never made, so that nothing of the request can have had an effect. */
export function neverLeft(errorCode: string): boolean {
  return unsent.has(errorCode);
}
