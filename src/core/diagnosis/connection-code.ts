import type { RawFailure } from "./raw-failure.ts";

const tlsCode =
  /^(?:ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|CRL_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|EPROTO)/;
const proxyCode = /^ERR_PROXY/;

/** Whether a connection failed because the other side's certificate or its TLS can't be trusted. */
export function isTlsFailure(failure: RawFailure): boolean {
  return failure.kind === "connection" && isTlsCode(failure.errorCode);
}

/** Whether Node's or OpenSSL's code of a failed connection speaks of TLS or a certificate. */
export function isTlsCode(errorCode: string): boolean {
  return tlsCode.test(errorCode);
}

/** Whether a proxy on the way refused the connection. */
export function isProxyFailure(failure: RawFailure): boolean {
  if (failure.kind === "connection") return proxyCode.test(failure.errorCode);
  return failure.kind !== "aws" && failure.httpStatus === 407;
}
