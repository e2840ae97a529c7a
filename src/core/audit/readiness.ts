import type { AuditRole, AuditUser, ReadinessRow } from "./audit-report.ts";

/**
 * For each candidate with keys that work, which role could take its place, and what is to be done before. `isPartial`
 * says that there may be more roles.
 */
export function readiness(
  users: readonly AuditUser[],
  roles: readonly AuditRole[],
  isPartial: boolean,
): readonly ReadinessRow[] {
  const index = indexRoles(roles);
  return users
    .filter(({ candidate, keys }) => candidate && (keys === null || keys.some(({ status }) => status === "active")))
    .map((user) => {
      const rows = rolesFor(user, index).map((role) => rowFor(user, role));
      const best = rows.sort((left, right) => order.indexOf(left.state) - order.indexOf(right.state))[0];
      if (best !== undefined) return best;
      if (isPartial) return row(user, null, "unknown", "Not all roles could be read: one may trust GitLab.");
      return row(user, null, "no-role", "No role of the account trusts GitLab.");
    });
}

/** Roles that trust GitLab, by account and what they may do, the safest first. */
type RoleIndex = ReadonlyMap<string, readonly AuditRole[]>;

// Each user is compared with so many roles at most of each kind, so that the time stays linear.
const mostRoles = 20;

function indexRoles(roles: readonly AuditRole[]): RoleIndex {
  const index = new Map<string, AuditRole[]>();
  const add = (key: string, role: AuditRole) => {
    const list = index.get(key);
    if (list === undefined) index.set(key, [role]);
    else if (list.length < mostRoles) list.push(role);
  };
  const trusting = roles
    .filter(({ candidate, trust }) => candidate && trust.gitlabIssuers.length > 0 && trust.sentences.length > 0)
    .sort((left, right) => gradeRank(left) - gradeRank(right));
  for (const role of trusting) {
    add(`${role.account} any`, role);
    for (const access of ["push", "pull"] as const) {
      if (role.ecr.everywhere[access] === "allow") add(`${role.account} ${access} everywhere`, role);
      for (const one of role.ecr.repositories) {
        if (one[access] === "allow") add(`${role.account} ${access} ${one.repository}`, role);
      }
    }
  }
  return index;
}

function gradeRank({ trust }: AuditRole): number {
  return trust.grade === null ? 3 : ["safe", "caution", "dangerous"].indexOf(trust.grade);
}

/** Roles that have the first thing that the user needs, or all, or at least trust GitLab. */
function rolesFor({ account, ecr }: AuditUser, index: RoleIndex): readonly AuditRole[] {
  const access = ecr.push === "allow" ? "push" : "pull";
  const first = ecr.repositories.find((one) => one[access] === "allow")?.repository ?? "everywhere";
  const keys = [`${account} ${access} ${first}`, `${account} ${access} everywhere`, `${account} any`];
  return [...new Set(keys.flatMap((key) => index.get(key) ?? []))];
}

const order: readonly ReadinessRow["state"][] = ["ready", "add-policy", "tighten-trust", "unknown", "no-role"];

function rowFor(user: AuditUser, role: AuditRole): ReadinessRow {
  if (role.trust.grade === null || role.trust.grade === "dangerous") {
    return row(user, role, "tighten-trust", `The trust policy of ${role.name} is dangerous as it stands.`);
  }
  const lacking = whatIsLacking(user, role);
  if (lacking.length > 0)
    return row(user, role, "add-policy", `${role.name} doesn't have ${lacking.join(", ")}, which ${user.name} has.`);
  const unsure = [user.ecr.push, user.ecr.pull, role.ecr.push, role.ecr.pull].includes("unknown");
  if (unsure) return row(user, role, "unknown", `What ${user.name} or ${role.name} may do isn't fully known.`);
  return row(
    user,
    role,
    "ready",
    `${role.name} may do with ECR all that ${user.name} may; check that it admits the user's projects.`,
  );
}

/** Access to repositories that the user has and the role hasn't. */
function whatIsLacking(user: AuditUser, role: AuditRole): string[] {
  const has = (access: "push" | "pull", repository: string | null): boolean => {
    if (role.ecr.everywhere[access] === "allow") return true;
    return role.ecr.repositories.some((row) => row.repository === repository && row[access] === "allow");
  };
  const accesses = ["push", "pull"] as const;
  const missing = accesses.flatMap((access) => [
    ...(user.ecr.everywhere[access] === "allow" &&
    user.ecr.repositories.length === 0 &&
    !has(access, null) &&
    role.ecr[access] !== "allow"
      ? [`${access} on every repository`]
      : []),
    ...user.ecr.repositories
      .filter((one) => one[access] === "allow" && !has(access, one.repository))
      .map((one) => `${access} on ${one.repository.replace(/^.*?:repository\//, "")}`),
  ]);
  return missing.length <= 4 ? missing : [...missing.slice(0, 3), `and ${missing.length - 3} more`];
}

function row(user: AuditUser, role: AuditRole | null, state: ReadinessRow["state"], because: string): ReadinessRow {
  return { user: user.name, account: user.account, role: role?.name ?? null, state, because };
}
