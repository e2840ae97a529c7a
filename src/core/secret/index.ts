export { credentialVariables } from "./credential-variables.ts";
export { createRedactor, type Redactor } from "./redactor.ts";
export { Secret } from "./secret.ts";
export { isVariableReference } from "./variable-reference.ts";
