export { inspectTool, type ToolFacts } from "./inspect-tool.ts";
export { type ContainerLoginStore, createLoginStore, type LoginStoreOptions } from "./login-store.ts";
export type { RemovedLogin } from "./remove-logins.ts";
export { shadowedHosts } from "./shadowing.ts";
export type { ContainerLogin } from "./store-logins.ts";
