export { catalogue, type ErrorCode } from "./catalogue.ts";
export type { CatalogueEntry } from "./catalogue-entry.ts";
export { type ContextValue, docsOf, type ErrorContext, GitlabEcrError } from "./gitlab-ecr-error.ts";
export { visibleLine, visibleText } from "./visible-text.ts";
export { type Warning, warning } from "./warning.ts";
