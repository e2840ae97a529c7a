import type { QueryOperation } from "../query/query-service.ts";
import { Refusal } from "../service.ts";
import { seen } from "../world/settling.ts";
import { allowedCaller } from "./allowed-caller.ts";
import { moment } from "./document.ts";
import { tagElements } from "./tags.ts";

/** GetOpenIDConnectProvider: its URL comes without its scheme. */
export const getOpenIdConnectProvider: QueryOperation = (world, request, form) => {
  const arn = form.OpenIDConnectProviderArn ?? "";
  const { account } = allowedCaller(world, request, "iam:GetOpenIDConnectProvider", () => ({ arn }));
  const now = account.providers.find((candidate) => candidate.arn === arn);
  const provider = seen(world, "iam", arn, now);
  if (provider === undefined) {
    throw new Refusal(404, "NoSuchEntity", `OpenIDConnect Provider not found for arn ${arn}`);
  }
  return {
    Url: provider.url.replace(/^https:\/\//, ""),
    ClientIDList: provider.clientIds,
    ThumbprintList: provider.thumbprints,
    CreateDate: moment(provider.createdAt),
    Tags: tagElements(provider.tags),
  };
};
