import type { QueryOperation } from "../query/query-service.ts";
import { providerToChange } from "./provider-to-change.ts";
import { putTags, tagsIn } from "./tags.ts";

/** TagOpenIDConnectProvider. */
export const tagOpenIdConnectProvider: QueryOperation = (world, request, form) => {
  putTags(world, providerToChange(world, request, form, "iam:TagOpenIDConnectProvider").tags, tagsIn(form));
  return {};
};
