import type { QueryOperation } from "../query/query-service.ts";
import { Refusal } from "../service.ts";
import { change } from "../world/settling.ts";
import type { OidcProvider } from "../world/world.ts";
import { allowedCaller, demandTagging } from "./allowed-caller.ts";
import { membersIn } from "./members.ts";
import { checkQuota } from "./quota.ts";
import { putTags, tagElements, tagsIn } from "./tags.ts";

/** CreateOpenIDConnectProvider: one a URL; thumbprints may be left out, since IAM trusts public authorities. */
export const createOpenIdConnectProvider: QueryOperation = (world, request, form) => {
  const { Url: url = "" } = form;
  const arnIn = ({ partition, id }: { partition: string; id: string }) =>
    `arn:${partition}:iam::${id}:oidc-provider/${url.replace(/^https:\/\//, "")}`;
  const { account } = allowedCaller(world, request, "iam:CreateOpenIDConnectProvider", (caller) => ({
    arn: arnIn(caller.account),
  }));
  demandTagging(world, request, form, { action: "iam:TagOpenIDConnectProvider", arn: arnIn(account) });
  if (!/^https:\/\/[^/?#:]+(\/[^?#]*)?$/.test(url)) {
    throw new Refusal(400, "InvalidInput", "Invalid Open ID Connect Provider URL");
  }
  const arn = arnIn(account);
  if (account.providers.some((one) => one.arn === arn)) {
    throw new Refusal(409, "EntityAlreadyExists", `Provider with url ${url} already exists.`);
  }
  checkQuota("OpenIdConnectProvidersPerAccount", world.quotas.providers, account.providers.length + 1);
  const clientIds = membersIn(form, "ClientIDList");
  checkQuota("ClientIdsPerOpenIdConnectProvider", world.quotas.clientIdsPerProvider, clientIds.length);
  const provider: OidcProvider = {
    arn,
    url,
    clientIds,
    thumbprints: membersIn(form, "ThumbprintList"),
    createdAt: world.now(),
    tags: {},
  };
  putTags(world, provider.tags, tagsIn(form));
  change(world, arn, undefined);
  account.providers.push(provider);
  return { OpenIDConnectProviderArn: arn, Tags: tagElements(provider.tags) };
};
