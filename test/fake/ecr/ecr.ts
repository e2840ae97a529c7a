import { jsonService } from "../json-service.ts";
import { createRepository } from "./create-repository.ts";
import { deleteRepository } from "./delete-repository.ts";
import { describeRepositories } from "./describe-repositories.ts";
import { getAuthorizationToken } from "./get-authorization-token.ts";
import { getLifecyclePolicy } from "./get-lifecycle-policy.ts";
import { getRepositoryPolicy } from "./get-repository-policy.ts";
import { listImages } from "./list-images.ts";
import { listTagsForResource } from "./list-tags-for-resource.ts";
import { putImageScanningConfiguration } from "./put-image-scanning-configuration.ts";
import { putImageTagMutability } from "./put-image-tag-mutability.ts";
import { putLifecyclePolicy } from "./put-lifecycle-policy.ts";
import { setRepositoryPolicy } from "./set-repository-policy.ts";
import { tagResource } from "./tag-resource.ts";

/** ECR, API version 2015-09-21. */
export const ecr = jsonService("ecr", "AmazonEC2ContainerRegistry_V20150921", {
  CreateRepository: createRepository,
  DeleteRepository: deleteRepository,
  DescribeRepositories: describeRepositories,
  GetAuthorizationToken: getAuthorizationToken,
  GetLifecyclePolicy: getLifecyclePolicy,
  GetRepositoryPolicy: getRepositoryPolicy,
  ListImages: listImages,
  ListTagsForResource: listTagsForResource,
  PutImageScanningConfiguration: putImageScanningConfiguration,
  PutImageTagMutability: putImageTagMutability,
  PutLifecyclePolicy: putLifecyclePolicy,
  SetRepositoryPolicy: setRepositoryPolicy,
  TagResource: tagResource,
});
