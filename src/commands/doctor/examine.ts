import { type Step, skipped } from "../../core/diagnosis/index.ts";
import type { PermissionsResult, TrustResult } from "../../core/policy/index.ts";
import type { Case } from "./case.ts";
import { examineAccess } from "./examine-access.ts";
import { examineRegistry } from "./examine-registry.ts";
import { examineToken } from "./examine-token.ts";
import { examineTrust } from "./examine-trust.ts";
import { findReaders } from "./find-readers.ts";
import { openSession } from "./open-session.ts";

/** All steps but the job's, in any order, and the two comparisons of policies. */
export interface Examined {
  readonly steps: readonly Step[];
  readonly trust: TrustResult | null;
  readonly permissions: PermissionsResult | null;
}

/** Tries everything that a login does and reads what explains it, with whoever may read. */
export async function examine(found: Case): Promise<Examined> {
  const { way, options, world, run, region } = found;
  const session = await openSession(found);
  const token = await examineToken(found, session.exchangeError);
  const accountId = "role" in way ? way.role.accountId : session.identity?.accountId;
  if (accountId === undefined) {
    const left = (["repository", "push", "pull"] as const).map((id) => skipped(id, "there is nobody to ask as"));
    return {
      steps: [...token, ...session.steps, ...left, ...(await examineRegistry(found, session.passwords))],
      trust: null,
      permissions: null,
    };
  }
  const iam = await world.loadIam();
  const request = { login: options.login, accountId, region, session: session.credentials };
  const readers = findReaders(request, world.aws, run);
  const trust = await examineTrust(found, session.exchangeError, { iam, readers });
  const access = await examineAccess(found, { session, iam, readers, role: trust.role });
  const registry = await examineRegistry(found, session.passwords);
  return {
    steps: [...token, ...withoutRepetition(session.steps, trust.steps), ...trust.steps, ...access.steps, ...registry],
    trust: trust.result,
    permissions: access.permissions,
  };
}

/** Where the trust policy's step says which condition decides, the exchange needn't guess. */
function withoutRepetition(session: readonly Step[], trust: readonly Step[]): Step[] {
  const explained = trust.some(({ id, status }) => id === "trust" && status === "fail");
  return session.map((step) =>
    explained && step.code === "trust-denied" ? { ...step, remedy: "Mend the trust policy, as told there." } : step,
  );
}
