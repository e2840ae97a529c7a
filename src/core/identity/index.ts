export {
  type AuthChoice,
  type AuthInputs,
  type AuthMethod,
  type AuthOption,
  chooseAuth,
  type FallbackOption,
  type Found,
} from "./choose-auth.ts";
export {
  claimValues,
  conditionKeyPrefix,
  conditionKeysOf,
  type IssuerView,
  issuerView,
  type TokenClaims,
} from "./condition-keys.ts";
export type { AwsCredentials, CallerIdentity, SessionPolicy } from "./credentials.ts";
export { type Claims, decodeIdToken, expiryOf } from "./id-token.ts";
export { refuseUnexpanded } from "./refuse-unexpanded.ts";
export { isSessionOf, parseRoleArn, principalOf, type RoleArn } from "./role-arn.ts";
export { isSessionName, type SessionNameParts, sessionName } from "./session-name.ts";
export { type EditedProfiles, isProfileName, type SharedProfile, withProfile } from "./shared-profile.ts";
export { tellingClaims } from "./telling-claims.ts";
