import type { JsonOperation } from "../json-service.ts";
import { Refusal } from "../service.ts";
import { secretFor } from "./secret-access.ts";

/** GetSecretValue. */
export const getSecretValue: JsonOperation = (world, request, input) => {
  const secret = secretFor(world, request, "secretsmanager:GetSecretValue", input);
  const stage = String(input.VersionStage ?? "AWSCURRENT");
  const version = secret.versions.find(({ stages }) => stages.includes(stage));
  if (version === undefined) {
    const message = `Secrets Manager can't find the specified secret value for staging label: ${stage}`;
    throw new Refusal(400, "ResourceNotFoundException", message);
  }
  const { id, text, binary, stages, createdAt } = version;
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: id,
    ...(text === undefined ? { SecretBinary: binary ?? "" } : { SecretString: text }),
    VersionStages: stages,
    CreatedDate: createdAt.getTime() / 1000,
  };
};
