/**
 * The strict stand-in for AWS and GitLab: one implementation (`answer.ts`)
 * behind several doors. `exampleWorld()` makes the state, plain data that a
 * test changes at will; `handlers(world)` serves it in-process through MSW,
 * `startFake(world)` on a local port, `startProxy(world)` under the real host
 * names, and `startRegistryFront(world)` is ECR's registry. Every call is in
 * `world.calls`; `inject` makes calls fail.
 *
 * IAM's state is `world/iam.ts`; an operation that changes some of it calls
 * `change` (`world/settling.ts`) first, one that reads looks through `seen`:
 * `world.lateness` then makes IAM or the other services late. Quotas are
 * `world.quotas`, inline policies have names through `world/inline-policy.ts`,
 * and `iam/role-in-account.ts`, `iam/user-in-account.ts` find what a form names.
 *
 * An operation is a file in its service's folder, a row in the service's table
 * (`sts/sts.ts`, `iam/iam.ts`, `ecr/ecr.ts`, `gitlab/routes.ts`) and a name in `operation.ts`. Where AWS's words
 * or the order of its checks are documented or observed in public, they are
 * AWS's; where not, the code says so.
 */
export { type Call, callsOf } from "./calls.ts";
export { createAuthority, writeAuthority } from "./doors/certificate.ts";
export { handlers } from "./doors/msw.ts";
export { type FakeProxy, type FakeProxyOptions, startProxy } from "./doors/proxy.ts";
export { type Fake, type FakeOptions, startFake } from "./doors/server.ts";
export { type Fault, inject } from "./faults.ts";
export { type IdTokenOptions, idToken } from "./issuer/id-token.ts";
export { decide, type PolicyDocument, type Statement } from "./policy/evaluate.ts";
export { type DockerRegistry, startDockerRegistry } from "./registry/docker-registry.ts";
export { type Dockerd, startDockerd } from "./registry/dockerd.ts";
export {
  type RegistryFront,
  type RegistryFrontOptions,
  startRegistryFront,
} from "./registry/registry-front.ts";
export { accessKey, account, exampleAccountId, group, provider, user } from "./world/account.ts";
export { type Bucket, bucket, objectVersion, type PublicAccessBlock } from "./world/bucket.ts";
export { type Example, exampleWorld } from "./world/example.ts";
export { generatedAccount } from "./world/generated-account.ts";
export {
  exampleGitlab,
  exampleGitlabToken,
  type GitlabInstance,
  gitlabInstance,
  gitlabProject,
  gitlabToken,
  gitlabVariable,
} from "./world/gitlab.ts";
export { inlineNames, inlinePolicy } from "./world/inline-policy.ts";
export { exampleGitlabUrl, issuer, signingKey } from "./world/issuer.ts";
export { managedDocument, managedPolicy } from "./world/managed-policy.ts";
export { exampleProject, pushPolicy, readPolicy, role, trustPolicy } from "./world/role.ts";
export { type StoredSecret, storedSecret } from "./world/stored-secret.ts";
export { type User, type World, world } from "./world/world.ts";
