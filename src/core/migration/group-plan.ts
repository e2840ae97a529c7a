/**
 * What a project of a group needs. `ready`: every login can be replaced; `partly`: some can; `by-hand`: none; `no-login`:
 * its pipeline doesn't log in to ECR; `no-pipeline`: it has none; `unreadable`: it couldn't be read, or isn't YAML.
 */
export type ProjectNeed = "ready" | "partly" | "by-hand" | "no-login" | "no-pipeline" | "unreadable";

/** One project of a group's plan. */
export interface ProjectRow {
  readonly id: number;
  readonly path: string;
  readonly need: ProjectNeed;
  /** Logins that were found, would be replaced, and be left. */
  readonly found: number;
  readonly replaced: number;
  readonly left: number;
  readonly risks: number;
  readonly registries: readonly string[];
  /** CI/CD variables of the project's own that are concerned; null where they can't be read; absent: not asked for yet. */
  readonly variables?: number | null;
  /** Names of the variables that its logins take passwords and keys from. */
  readonly takes: readonly string[];
  /** Why it is unreadable. */
  readonly problem: string | null;
}

/** What a plan of a project came to. */
export function needOf({ found, replaced }: { readonly found: number; readonly replaced: number }): ProjectNeed {
  if (found === 0) return "no-login";
  if (replaced === 0) return "by-hand";
  return replaced < found ? "partly" : "ready";
}

/** How many projects there are of each kind. */
export function countNeeds(rows: readonly ProjectRow[]): Readonly<Record<ProjectNeed, number>> {
  const counts = { ready: 0, partly: 0, "by-hand": 0, "no-login": 0, "no-pipeline": 0, unreadable: 0 };
  for (const { need } of rows) counts[need] += 1;
  return counts;
}

/** The rows as the file holds them from which a later run goes on. */
export function formatRows(group: string, rows: readonly ProjectRow[]): string {
  return `${JSON.stringify({ version: 1, group })}\n${rows.map((row) => `${JSON.stringify(row)}\n`).join("")}`;
}

/**
 * The rows of such a file; null where it isn't one, or is another group's. A last line that was cut is left out. What older
 * releases didn't write is asked for again.
 */
export function parseRows(text: string, group: string): readonly ProjectRow[] | null {
  const [head, ...lines] = text.split("\n").map(parse);
  if (head?.version !== 1 || head.group !== group) return null;
  return lines.flatMap((line) => {
    const whole = typeof line?.id === "number" && typeof line.path === "string" && isNeed(line.need);
    return whole ? [{ takes: [], ...line } as unknown as ProjectRow] : [];
  });
}

/** The groups that a project of a group is in, those above it included, the nearest first. */
export function groupsOf(project: string): readonly string[] {
  const parts = project.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, parts.length - index).join("/"));
}

function isNeed(value: unknown): boolean {
  return typeof value === "string" && Object.hasOwn(countNeeds([]), value);
}

function parse(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null; // The last line, cut short.
  }
}
