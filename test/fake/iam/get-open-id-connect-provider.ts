import type { QueryOperation } from "../query/query-service.ts";
import { Refusal } from "../service.ts";
import { allowedCaller } from "./allowed-caller.ts";

/** GetOpenIDConnectProvider: its URL comes without its scheme. */
export const getOpenIdConnectProvider: QueryOperation = (world, request, form) => {
  const arn = form.OpenIDConnectProviderArn ?? "";
  const { account } = allowedCaller(world, request, "iam:GetOpenIDConnectProvider", () => ({ arn }));
  const provider = account.providers.find((candidate) => candidate.arn === arn);
  if (provider === undefined) {
    throw new Refusal(404, "NoSuchEntity", `OpenIDConnect Provider not found for arn ${arn}`);
  }
  return {
    Url: provider.url.replace(/^https:\/\//, ""),
    ClientIDList: provider.clientIds,
    ThumbprintList: [],
    CreateDate: "2025-01-15T08:00:00Z",
  };
};
