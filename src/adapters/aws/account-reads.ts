// What only the doctor and the audit read, in one file so that it becomes one chunk beside the login bundle.
export { createIamReads } from "./iam-reads.ts";
export { readRepository, readRepositoryPolicy } from "./read-repository.ts";
