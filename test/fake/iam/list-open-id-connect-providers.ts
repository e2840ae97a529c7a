import type { QueryOperation } from "../query/query-service.ts";
import { seenList } from "../world/settling.ts";
import { allowedCaller } from "./allowed-caller.ts";

/** ListOpenIDConnectProviders: all of them; this list has no pages. */
export const listOpenIdConnectProviders: QueryOperation = (world, request) => {
  const { account } = allowedCaller(world, request, "iam:ListOpenIDConnectProviders", (caller) => ({
    arn: `arn:${caller.account.partition}:iam::${caller.account.id}:oidc-provider/*`,
  }));
  return {
    OpenIDConnectProviderList: seenList(
      world,
      "iam",
      account.providers,
      ({ arn }) => arn,
      (arn) => arn.includes(`::${account.id}:oidc-provider/`),
    ).map(({ arn }) => ({ Arn: arn })),
  };
};
