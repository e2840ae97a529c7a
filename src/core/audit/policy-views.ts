import { GitlabEcrError } from "../errors/index.ts";
import { actionsFor, matchesAction, type Policy, parsePolicy, type Statement } from "../policy/index.ts";
import type { AccountDetails, GroupData, RoleData, UserData } from "./account-data.ts";
import type { AuditPolicy } from "./audit-report.ts";

/** One policy document, parsed once however many users and roles it bears on. */
export interface PolicyView {
  /** Different for each document of a run. */
  readonly id: number;
  /** The statements that can bear on a push or pull; null where the document can't be read. */
  readonly ecr: Policy | null;
  /** All statements: read again, since few documents are looked at as a whole. Throws where it can't be read. */
  whole(): Policy;
  /** Whether what it says of ECR is the same whoever asks, from wherever: no condition, no variable. */
  readonly fixed: boolean;
  /** Why it can't be read. */
  readonly problem: string | null;
  readonly document: unknown;
}

/** A policy as it bears on one user or role. */
export interface BearingPolicy extends AuditPolicy {
  /** Null where the document isn't there. */
  readonly view: PolicyView | null;
}

/** All documents of an account, each parsed at most once. */
export interface PolicyLibrary {
  policiesOf(principal: UserData | RoleData): readonly BearingPolicy[];
  /** The policy in a document that stands alone, such as a repository's. */
  viewOf(document: unknown): PolicyView;
}

/** Indexes managed policies by ARN and groups by name: every look-up takes the same time. */
export function createPolicyLibrary(details: AccountDetails): PolicyLibrary {
  const views = new Map<string, PolicyView>();
  // The same text may stand in thousands of users and roles.
  const read = (document: unknown): PolicyView => {
    const text = typeof document === "string" ? document : JSON.stringify(document);
    const view = views.get(text) ?? viewOf(document, views.size);
    views.set(text, view);
    return view;
  };
  const managed = lazy(new Map(details.policies.map((policy) => [policy.arn, policy])), ({ document }) =>
    document === undefined || document === null ? null : read(document),
  );
  const groups = lazy(new Map(details.groups.map((group) => [group.name, group])), (group) => ofGroup(group));

  const attached = (arn: string, name: string, group: string | null): BearingPolicy => {
    const view = managed(arn) ?? null;
    const kind = group === null ? "attached" : "group";
    return { name, kind, arn, group, read: view !== null && view.ecr !== null, view };
  };
  const inline = (name: string, document: unknown, group: string | null): BearingPolicy => {
    const view = document === undefined || document === null ? null : read(document);
    const kind = group === null ? "inline" : "group";
    return { name, kind, arn: null, group, read: view !== null && view.ecr !== null, view };
  };
  const ofGroup = (group: GroupData): readonly BearingPolicy[] => [
    ...group.inline.map(({ name, document }) => inline(name, document, group.name)),
    ...group.attached.map(({ name, arn }) => attached(arn, name, group.name)),
  ];
  const missingGroup = (name: string): BearingPolicy => {
    return { name: `policies of ${name}`, kind: "group", arn: null, group: name, read: false, view: null };
  };
  const boundary = (arn: string): BearingPolicy => {
    const view = managed(arn) ?? null;
    const name = arn.split("/").at(-1) ?? arn;
    return { name, kind: "boundary", arn, group: null, read: view !== null && view.ecr !== null, view };
  };

  return {
    policiesOf: (principal) => [
      ...principal.inline.map(({ name, document }) => inline(name, document, null)),
      ...principal.attached.map(({ name, arn }) => attached(arn, name, null)),
      ...("groups" in principal ? principal.groups.flatMap((name) => groups(name) ?? [missingGroup(name)]) : []),
      ...(principal.boundary === null ? [] : [boundary(principal.boundary)]),
    ],
    viewOf: read,
  };
}

/** Computes a value for a key the first time that it is asked for; undefined where there is no such key. */
function lazy<Value, Result>(
  from: ReadonlyMap<string, Value>,
  compute: (value: Value) => Result,
): (key: string) => Result | undefined {
  const done = new Map<string, Result>();
  return (key) => {
    const known = done.get(key);
    if (known !== undefined || done.has(key)) return known;
    const value = from.get(key);
    if (value === undefined) return undefined;
    const result = compute(value);
    done.set(key, result);
    return result;
  };
}

function viewOf(document: unknown, id: number): PolicyView {
  const whole = () => parsePolicy(document);
  try {
    const policy = whole();
    const statements = policy.statements.filter(bearsOnEcr);
    const ecr = { ...policy, statements };
    return { id, ecr, whole, fixed: statements.every(isFixed), problem: null, document };
  } catch (error) {
    if (!(error instanceof GitlabEcrError)) throw error;
    return { id, ecr: null, whole, fixed: false, problem: String(error.context.reason), document };
  }
}

const ecrActionNames = actionsFor("push").map(({ action }) => action);

function bearsOnEcr({ action }: Statement): boolean {
  // Most statements are of other services, which one look tells.
  const near = action.element === "NotAction" || action.values.some((value) => /^(?:ecr:|[^:]*[*?])/i.test(value));
  return near && ecrActionNames.some((name) => matchesAction(action, name));
}

function isFixed({ conditions, resource }: Statement): boolean {
  return conditions.length === 0 && (resource === null || !resource.values.some((value) => value.includes("${")));
}
