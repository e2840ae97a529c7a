import { type Step, skipped } from "../../core/diagnosis/index.ts";
import type { PermissionsResult, TrustResult } from "../../core/policy/index.ts";
import type { Case } from "./case.ts";
import { type ExaminedAccess, examineAccess } from "./examine-access.ts";
import { examineRegistry } from "./examine-registry.ts";
import { examineToken } from "./examine-token.ts";
import { examineTrust } from "./examine-trust.ts";
import { findReaders } from "./find-readers.ts";
import { openSession, type RegistryPassword } from "./open-session.ts";

/** All steps but the job's, in any order, and the two comparisons of policies. */
export interface Examined {
  readonly steps: readonly Step[];
  readonly trust: TrustResult | null;
  readonly permissions: PermissionsResult | null;
}

/** What a login would get, and the steps but for the job, the container tool and the registry. */
export interface ExaminedRole extends Pick<Examined, "steps" | "trust"> {
  /** Of each repository that was asked for, in that order; none where nobody can be asked as. */
  readonly access: readonly ExaminedAccess[];
  readonly passwords: readonly RegistryPassword[];
}

/** Tries everything that a login does and reads what explains it, with whoever may read. */
export async function examine(found: Case): Promise<Examined> {
  const { steps, trust, access, passwords } = await examineRole(found, [found.options.repository]);
  const left = (["repository", "push", "pull"] as const).map((id) => skipped(id, "there is nobody to ask as"));
  const [first] = access;
  return {
    steps: [...steps, ...(first?.steps ?? left), ...(await examineRegistry(found, passwords))],
    trust,
    permissions: first?.permissions ?? null,
  };
}

/** Tries the token or the keys, and reads what explains it and what may be done with each repository. */
export async function examineRole(found: Case, repositories: readonly (string | null)[]): Promise<ExaminedRole> {
  const { way, options, world, run, region } = found;
  const session = await openSession(found);
  const { passwords } = session;
  const token = await examineToken(found, session.exchangeError);
  const accountId = "role" in way ? way.role.accountId : session.identity?.accountId;
  if (accountId === undefined) return { steps: [...token, ...session.steps], trust: null, access: [], passwords };
  const iam = await world.loadIam();
  const request = { login: options.login, accountId, region, session: session.credentials };
  const readers = findReaders(request, world.aws, run);
  const trust = await examineTrust(found, session.exchangeError, { iam, readers });
  const access: ExaminedAccess[] = [];
  for (const repository of repositories) {
    const one = { ...found, options: { ...options, repository } };
    access.push(await examineAccess(one, { session, iam, readers, role: trust.role }));
  }
  const steps = [...token, ...withoutRepetition(session.steps, trust.steps), ...trust.steps];
  return { steps, trust: trust.result, access, passwords };
}

/** Where the trust policy's step says which condition decides, the exchange needn't guess. */
function withoutRepetition(session: readonly Step[], trust: readonly Step[]): Step[] {
  const explained = trust.some(({ id, status }) => id === "trust" && status === "fail");
  return session.map((step) =>
    explained && step.code === "trust-denied" ? { ...step, remedy: "Mend the trust policy, as told there." } : step,
  );
}
