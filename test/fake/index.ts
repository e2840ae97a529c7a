export { type Call, callsOf } from "./calls.ts";
export { handlers } from "./doors/msw.ts";
export { type FakeProxy, type FakeProxyOptions, startProxy } from "./doors/proxy.ts";
export { type Fake, type FakeOptions, startFake } from "./doors/server.ts";
export { type Fault, inject } from "./faults.ts";
export { type IdTokenOptions, idToken } from "./issuer/id-token.ts";
export { type DockerRegistry, startDockerRegistry } from "./registry/docker-registry.ts";
export { type Dockerd, startDockerd } from "./registry/dockerd.ts";
export {
  type RegistryFront,
  type RegistryFrontOptions,
  startRegistryFront,
} from "./registry/registry-front.ts";
export { accessKey, account, exampleAccountId, provider, user } from "./world/account.ts";
export { type Example, exampleWorld } from "./world/example.ts";
export { exampleGitlabUrl, issuer, signingKey } from "./world/issuer.ts";
export { exampleProject, pushPolicy, role, trustPolicy } from "./world/role.ts";
export { type World, world } from "./world/world.ts";
