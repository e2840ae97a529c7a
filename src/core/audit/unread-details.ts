import type { Unread } from "./audit-report.ts";

/** Whether users, groups, roles and policies weren't all read, so that who isn't in a report may yet be there. */
export function lacksDetails(unread: readonly Unread[]): boolean {
  return unread.some(
    ({ action, what }) =>
      action === "iam:GetAccountAuthorizationDetails" || what === furtherPages || what === wholeAccount,
  );
}

/** What input files lack where the last page that was given says that there are more. */
export const furtherPages = "further pages of users, roles and policies";

/** What isn't read of an account that can't be. */
export const wholeAccount = "the whole account";
