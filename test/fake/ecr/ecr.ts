import { jsonService } from "../json-service.ts";
import { getAuthorizationToken } from "./get-authorization-token.ts";

/** ECR, API version 2015-09-21. */
export const ecr = jsonService("ecr", "AmazonEC2ContainerRegistry_V20150921", {
  GetAuthorizationToken: getAuthorizationToken,
});
