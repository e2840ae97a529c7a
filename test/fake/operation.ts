/** Every operation that the stand-in answers, as `SERVICE:OPERATION`. */
export type Operation =
  | "issuer:Discovery"
  | "issuer:Keys"
  | "sts:AssumeRole"
  | "sts:AssumeRoleWithWebIdentity"
  | "sts:GetCallerIdentity"
  | "ecr:GetAuthorizationToken"
  | "ecr-public:GetAuthorizationToken";
