import type { JsonOperation } from "../json-service.ts";
import { Refusal } from "../service.ts";
import { secretFor } from "./secret-access.ts";

/** PutSecretValue: a new version is the current one, the one before stays as the previous. */
export const putSecretValue: JsonOperation = (world, request, input) => {
  const secret = secretFor(world, request, "secretsmanager:PutSecretValue", input);
  const id = String(input.ClientRequestToken ?? "");
  const text = input.SecretString;
  if (id.length < 32 || id.length > 64 || typeof text !== "string" || text === "") {
    throw new Refusal(400, "ValidationException", "1 validation error detected.");
  }
  const same = secret.versions.find((version) => version.id === id);
  if (same !== undefined && same.text !== text) {
    const message = `You can't modify an existing version, you can only create a new version.`;
    throw new Refusal(400, "ResourceExistsException", message);
  }
  if (same === undefined) {
    for (const version of secret.versions) {
      version.stages = version.stages.includes("AWSCURRENT")
        ? ["AWSPREVIOUS"]
        : version.stages.filter((stage) => stage !== "AWSPREVIOUS");
    }
    secret.versions.push({ id, text, stages: ["AWSCURRENT"], createdAt: world.now() });
  }
  return { ARN: secret.arn, Name: secret.name, VersionId: id, VersionStages: ["AWSCURRENT"] };
};
