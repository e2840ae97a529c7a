/** The repository of the first user's project. */
export const repository = "arn:aws:ecr:ap-northeast-1:455931011959:repository/aws-network-cdk";

/** Allows logging in. */
export const authToken = { Effect: "Allow", Action: ["ecr:GetAuthorizationToken"], Resource: "*" };

/** What a push needs on a repository. */
export const pushActions = [
  "ecr:BatchCheckLayerAvailability",
  "ecr:InitiateLayerUpload",
  "ecr:UploadLayerPart",
  "ecr:CompleteLayerUpload",
  "ecr:PutImage",
  "ecr:BatchGetImage",
];

/** What a pull needs on a repository. */
export const pullActions = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];

/** Allows both on the repository. */
export const pushPull = {
  Effect: "Allow",
  Action: [...pushActions, "ecr:GetDownloadUrlForLayer"],
  Resource: repository,
};

/** An identity policy of these statements. */
export function policy(...Statement: object[]) {
  return { Version: "2012-10-17", Statement };
}

/** Everything that a job needs. */
export const full = policy(authToken, pushPull);
