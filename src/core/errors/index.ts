export { catalogue, catalogueError } from "./catalogue.ts";
export type { CatalogueEntry } from "./catalogue-entry.ts";
export type { ErrorCode } from "./error-code.ts";
export { type ContextValue, docsOf, type ErrorContext, GitlabEcrError } from "./gitlab-ecr-error.ts";
export type { LoginCode } from "./login-catalogue.ts";
export { visibleLine, visibleText } from "./visible-text.ts";
export { type Warning, warning } from "./warning.ts";
