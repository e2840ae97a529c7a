/** The call that a job makes with its ID token. */
export const webIdentityAction = "sts:AssumeRoleWithWebIdentity";
