import {
  type AccountData,
  type InputDocument,
  type JudgedAccounts,
  judgeAccounts,
  readAccounts,
  type Unread,
  wholeAccount,
} from "../../core/audit/index.ts";
import { GitlabEcrError } from "../../core/errors/index.ts";
import { mapBounded } from "../bounded.ts";
import type { Run } from "../run.ts";
import type { AuditTarget, AuditWorld } from "./audit-reads.ts";
import { type CollectOptions, collectAccount } from "./collect-account.ts";

// Accounts at a time.
const mostAccounts = 4;

/** Audits what files hold. Throws `input-invalid` for a file that can't be read. */
export function auditFiles(documents: readonly InputDocument[], options: CollectOptions): JudgedAccounts {
  return judgeAccounts(readAccounts(documents), options);
}

/** An account that is to be read, or why it can't be. */
export type AuditAccess =
  | { readonly ok: true; readonly target: AuditTarget }
  | { readonly ok: false; readonly account: string | null; readonly error: GitlabEcrError };

/**
 * Reads the accounts, a few at a time, and judges them together. One that can't be read is in `unread`, unless it is the
 * only one. Throws what explains why not one could be read.
 */
export async function auditLive(
  accesses: readonly AuditAccess[],
  options: CollectOptions,
  world: AuditWorld,
  run: Run,
): Promise<JudgedAccounts> {
  const outcomes = await mapBounded(accesses, mostAccounts, async (access) => {
    if (!access.ok) return access;
    try {
      return { ok: true, data: await collectAccount(access.target, options, world, run) } as const;
    } catch (error) {
      run.signal.throwIfAborted();
      if (!(error instanceof GitlabEcrError)) throw error;
      return { ok: false, account: access.target.account, error } as const;
    }
  });
  const read = outcomes.flatMap((outcome) => (outcome.ok ? outcome.data : []));
  const failed = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome]));
  const [first] = failed;
  if (read.length === 0 && first !== undefined) throw first.error;
  const judged = judgeAccounts(onlyOnce(read), options);
  const unread = failed.map(({ account, error }): Unread => {
    const action = typeof error.context.action === "string" ? error.context.action : null;
    return { account, what: wholeAccount, action, because: `${error.code}: ${error.message}` };
  });
  return { ...judged, report: { ...judged.report, unread: [...unread, ...judged.report.unread] } };
}

/** Two roles of one account read it twice. */
function onlyOnce(accounts: readonly AccountData[]): readonly AccountData[] {
  return [...new Map(accounts.map((data) => [data.id, data])).values()];
}
