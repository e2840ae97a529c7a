/** IAM's quotas that the stand-in holds (IAM user guide, "IAM and AWS STS quotas"; sizes without white space). */
export interface Quotas {
  accessKeysPerUser: number;
  attachedPolicies: number;
  clientIdsPerProvider: number;
  customerManagedPolicies: number;
  groupsPerUser: number;
  inlineCharactersOfRole: number;
  inlineCharactersOfUser: number;
  managedCharacters: number;
  providers: number;
  roles: number;
  tags: number;
  trustCharacters: number;
  users: number;
  versionsPerPolicy: number;
}

/** The quotas of an account that never asked for more. */
export const defaultQuotas: Quotas = {
  accessKeysPerUser: 2,
  attachedPolicies: 10,
  clientIdsPerProvider: 100,
  customerManagedPolicies: 1500,
  groupsPerUser: 10,
  inlineCharactersOfRole: 10_240,
  inlineCharactersOfUser: 2048,
  managedCharacters: 6144,
  providers: 100,
  roles: 1000,
  tags: 50,
  trustCharacters: 2048,
  users: 5000,
  versionsPerPolicy: 5,
};
