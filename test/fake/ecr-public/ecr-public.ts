import { jsonService } from "../json-service.ts";
import { getAuthorizationToken } from "./get-authorization-token.ts";

/** ECR Public, which AWS's protocol calls by its code name. */
export const ecrPublic = jsonService("ecr-public", "SpencerFrontendService", {
  GetAuthorizationToken: getAuthorizationToken,
});
