import type { JsonOperation } from "../json-service.ts";
import { Refusal } from "../service.ts";
import { readRepository } from "./repository-access.ts";

/** PutLifecyclePolicy: the text is kept as it is. */
export const putLifecyclePolicy: JsonOperation = (world, request, input) => {
  const name = String(input.repositoryName);
  const { repository, account } = readRepository(world, request, "ecr:PutLifecyclePolicy", {
    name,
    registryId: input.registryId,
  });
  const text = String(input.lifecyclePolicyText);
  checkText(text);
  repository.lifecyclePolicy = text;
  return { registryId: account.id, repositoryName: name, lifecyclePolicyText: text };
};

function checkText(text: string): void {
  try {
    const { rules } = JSON.parse(text) as { rules?: unknown };
    if (Array.isArray(rules) && rules.length > 0) return;
  } catch (cause) {
    throw invalid({ cause });
  }
  throw invalid();
}

function invalid(options?: ErrorOptions): Refusal {
  const message =
    "Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: 'Lifecycle policy validation failure'";
  return new Refusal(400, "InvalidParameterException", message, options);
}
