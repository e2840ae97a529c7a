/**
 * How long policies may be, in characters without insignificant white space. Sources: IAM User Guide, "IAM and AWS STS
 * quotas"; AWS STS API Reference, AssumeRoleWithWebIdentity; Amazon ECR User Guide, "Amazon ECR service quotas".
 */
export const policyLimits = {
  /** A role's trust policy, as accounts begin; IAM raises it on request, up to `trustRaised`. */
  trust: 2048,
  trustRaised: 8192,
  managed: 6144,
  /** All inline policies of one user, group or role together. */
  userInline: 2048,
  groupInline: 5120,
  roleInline: 10_240,
  /** The session policy of one call. */
  session: 2048,
} as const;
