import { jsonService } from "../json-service.ts";
import { createRepository } from "./create-repository.ts";
import { describeRepositories } from "./describe-repositories.ts";
import { getAuthorizationToken } from "./get-authorization-token.ts";
import { getRepositoryPolicy } from "./get-repository-policy.ts";

/** ECR, API version 2015-09-21. */
export const ecr = jsonService("ecr", "AmazonEC2ContainerRegistry_V20150921", {
  CreateRepository: createRepository,
  DescribeRepositories: describeRepositories,
  GetAuthorizationToken: getAuthorizationToken,
  GetRepositoryPolicy: getRepositoryPolicy,
});
