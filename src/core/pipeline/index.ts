export { findLogins } from "./find-logins.ts";
export type { LoginFinding, LoginKind } from "./login-finding.ts";
