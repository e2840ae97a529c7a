import { jsonService } from "../json-service.ts";
import { getSecretValue } from "./get-secret-value.ts";
import { putSecretValue } from "./put-secret-value.ts";

/** Secrets Manager, API version 2017-10-17. */
export const secretsManager = jsonService("secretsmanager", "secretsmanager", {
  GetSecretValue: getSecretValue,
  PutSecretValue: putSecretValue,
});
