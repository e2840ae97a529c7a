export {
  findPassword,
  type HelperSite,
  helperAnswer,
  helperSite,
  hostOfServer,
  isFresh,
  placeOfHost,
} from "./cached-password.ts";
export { hostsOfHelper } from "./helper-hosts.ts";
export { inspectTool, type ToolFacts } from "./inspect-tool.ts";
export { type ContainerLoginStore, createLoginStore, type LoginStoreOptions } from "./login-store.ts";
export { withCache } from "./password-cache.ts";
export type { RemovedLogin } from "./remove-logins.ts";
export { shadowedHosts } from "./shadowing.ts";
export type { ContainerLogin } from "./store-logins.ts";
