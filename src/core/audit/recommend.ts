import type { Verdict } from "../policy/index.ts";
import { decideSetup, type SetupDecision } from "../setup/index.ts";
import type {
  AuditChoice,
  AuditFinding,
  AuditProvider,
  AuditRecommendation,
  AuditRole,
  AuditUser,
} from "./audit-report.ts";
import { excessOf } from "./excess.ts";

/** What commands are filled in with. */
export interface CommandPlace {
  readonly account: string | null;
  readonly region: string | null;
  /** Name of the one repository that it is about; null where nothing tells. */
  readonly repository: string | null;
}

/** A place, whether there may be users and roles that weren't read, and what was found. */
interface SeenPlace extends CommandPlace {
  readonly findings: readonly AuditFinding[];
  readonly isPartial: boolean;
}

/** What the decision guide says of all that was found, with commands of ours. */
export function recommend(
  users: readonly AuditUser[],
  roles: readonly AuditRole[],
  providers: readonly AuditProvider[],
  { isPartial, findings, ...place }: SeenPlace,
): AuditRecommendation {
  // The guide takes the first that fits: the safest trust policy comes first.
  const trusting = roles
    .filter(({ candidate, trust }) => candidate && trust.gitlabIssuers.length > 0)
    .sort((left, right) => rank(left) - rank(right));
  const withKeys = users.filter(({ candidate, keys }) => candidate && (keys === null || keys.some(isActive)));
  const decision = decideSetup({
    roles: trusting.map((role) => ({ name: role.name, ecr: role.ecr.push, admits: admits(role) })),
    users: withKeys.map(({ name, ecr }) => ({ name, ecr: ecr.push })),
    issuerReachable: reachable(providers),
  });
  const gitlab = gitlabUrl(providers);
  const seen = isPartial && trusting.length === 0 ? { ...decision, because: notAllRead } : decision;
  const choices = [seen, ...decision.alternatives].map((choice) =>
    choiceOf(choice, { users: withKeys, roles: trusting, gitlab, place, findings }),
  );
  const [first, ...alternatives] = choices;
  if (first === undefined) throw new Error("decideSetup always decides.");
  return { ...first, alternatives };
}

const notAllRead =
  "Not all users and roles could be read, so that one for this project may be there already: read them all first.";

const grades = { safe: 0, caution: 1, dangerous: 2 } as const;

function rank({ trust, ecr }: AuditRole): number {
  return (trust.grade === null ? 3 : grades[trust.grade]) * 2 + (ecr.push === "allow" ? 0 : 1);
}

/** Whether some GitLab job gets in; which project's isn't asked here. */
function admits({ trust }: AuditRole): Verdict {
  return trust.sentences.length === 0 ? "deny" : "allow";
}

function isActive({ status }: { readonly status: string }): boolean {
  return status === "active";
}

/** False where all of GitLab's providers that were tried can't be reached; null where none was tried. */
function reachable(providers: readonly AuditProvider[]): boolean | null {
  const tried = providers.filter(({ gitlab, reachable }) => gitlab && reachable !== null);
  return tried.length === 0 ? null : tried.some(({ reachable }) => reachable === true);
}

/** The GitLab that the account knows; null where it knows none, or several. */
function gitlabUrl(providers: readonly AuditProvider[]): string | null {
  const urls = [...new Set(providers.filter(({ gitlab }) => gitlab).map(({ url }) => url))];
  return urls.length === 1 ? (urls[0] ?? null) : null;
}

interface Facts {
  readonly users: readonly AuditUser[];
  readonly roles: readonly AuditRole[];
  readonly gitlab: string | null;
  readonly place: CommandPlace;
  readonly findings: readonly AuditFinding[];
}

type Choice = Pick<SetupDecision, "option" | "resource" | "because">;

function choiceOf({ option, resource, because }: Choice, facts: Facts): AuditChoice {
  const role = resource?.kind === "role" ? facts.roles.find(({ name }) => name === resource.name) : undefined;
  const user = resource?.kind === "user" ? facts.users.find(({ name }) => name === resource.name) : undefined;
  const arn = role?.arn ?? user?.arn;
  return {
    option,
    resource: arn ?? null,
    because: `${because}${caution(role)}${excessOf(arn, facts.findings)}`.replace(
      "admits this project and has",
      "admits GitLab's jobs and has",
    ),
    commands: commandsFor(option, role, user, facts),
  };
}

/** A role that is dangerous isn't recommended without a word. */
function caution(role: AuditRole | undefined): string {
  if (role?.trust.grade === "dangerous") return " Its trust policy is dangerous: tighten it before you use it.";
  return role?.trust.grade === "caution" ? " Its trust policy has findings of the grade caution." : "";
}

function commandsFor(
  option: AuditChoice["option"],
  role: AuditRole | undefined,
  user: AuditUser | undefined,
  { gitlab, place }: Facts,
): readonly string[] {
  const { account = place.account, name = "" } = role ?? user ?? {};
  const id = account ?? "ACCOUNT";
  const region = place.region ?? "REGION";
  const repository = `--account ${id} --region ${region} --repository ${shellWord(place.repository ?? "REPOSITORY")}`;
  const project = `--gitlab-url ${shellWord(gitlab ?? "https://GITLAB")} --project GROUP/PROJECT`;
  switch (option) {
    case "use-role":
      return [
        `gitlab-ecr audit role ${shellWord(name)}`,
        `gitlab-ecr login ${id}.${region} --role-arn ${shellWord(role?.arn ?? "ROLE_ARN")}`,
      ];
    case "use-user":
      return [
        `gitlab-ecr audit user ${shellWord(name)}`,
        `gitlab-ecr rotate --user ${shellWord(name)} --target gitlab-project:GROUP/PROJECT`,
      ];
    case "add-ecr-policy":
      return [
        role === undefined
          ? `gitlab-ecr setup --identity user --user-name ${shellWord(name)} ${repository} --format json`
          : `gitlab-ecr setup ${project} --role-name ${shellWord(name)} ${repository} --format json`,
      ];
    case "create-role":
      return [`gitlab-ecr setup ${project} ${repository}`];
    case "create-user":
      return [`gitlab-ecr setup --identity user ${repository}`];
  }
}

/** A word that a shell takes as it stands; others are quoted. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
