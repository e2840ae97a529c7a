// What only the doctor, the audit, create-repository and setup issuer ask of an account, in one file so that it becomes one chunk beside
// the login bundle.
export { createRepository } from "./create-repository.ts";
export { createProviderApi } from "./iam-issuer-provider.ts";
export { createIamReads } from "./iam-reads.ts";
export { readRepository, readRepositoryPolicy } from "./read-repository.ts";
