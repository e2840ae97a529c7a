import type { JsonOperation } from "../json-service.ts";
import { readRepository } from "./repository-access.ts";

/** PutImageScanningConfiguration. */
export const putImageScanningConfiguration: JsonOperation = (world, request, input) => {
  const name = String(input.repositoryName);
  const { repository, account } = readRepository(world, request, "ecr:PutImageScanningConfiguration", {
    name,
    registryId: input.registryId,
  });
  const { scanOnPush = false } = (input.imageScanningConfiguration ?? {}) as { scanOnPush?: boolean };
  repository.scanOnPush = scanOnPush;
  return { registryId: account.id, repositoryName: name, imageScanningConfiguration: { scanOnPush } };
};
