// What only the doctor, the audit and create-repository ask of an account, in one file so that it becomes one chunk beside
// the login bundle.
export { createRepository } from "./create-repository.ts";
export { createIamReads } from "./iam-reads.ts";
export { readRepository, readRepositoryPolicy } from "./read-repository.ts";
