export { apiUrlOf } from "./api-url.ts";
export { findToken } from "./find-token.ts";
export { gitlabApi } from "./gitlab-api.ts";
export { keyVariables } from "./key-variables.ts";
