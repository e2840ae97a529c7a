import { GitlabEcrError } from "../core/errors/index.ts";
import { planSetup, type SetupPlan, type SetupRequest } from "../core/setup/index.ts";

/** A file of the plan in some format. */
interface PlanFile {
  readonly name: string;
  readonly text: string;
  readonly executable?: true;
}

/** Where the files go. */
export interface SetupTarget {
  /** Folder; null where none is written. */
  readonly output: string | null;
  /** Whether files that setup didn't write may be replaced. */
  readonly force: boolean;
}

/** What setup needs of the world, and of the format that was chosen. */
export interface SetupWorld {
  /** All files of the format, README.md among them. */
  filesOf(plan: SetupPlan): readonly PlanFile[];
  /** Which files setup wrote, by the README.md of a folder; null where it isn't setup's. */
  filesOfReadme(text: string): readonly string[] | null;
  /** The names in a folder; null where there is none. */
  listFolder(path: string): Promise<readonly string[] | null>;
  readText(path: string): Promise<string>;
  /** Writes all files or none, and removes the obsolete ones. */
  writeFolder(path: string, files: readonly PlanFile[], obsolete: readonly string[]): Promise<void>;
}

/** The plan, and what was written; `--json` prints it as it is. */
export type SetupResult = { readonly ok: true } & SetupPlan & {
    readonly output: string | null;
    readonly files: readonly string[];
  };

/**
 * Plans what AWS needs, and writes it into a folder where one is given.
 *
 * Throws `input-invalid` for a plan that AWS or GitLab can't fulfil, and for a folder with files that aren't setup's.
 */
export async function setup(request: SetupRequest, target: SetupTarget, world: SetupWorld): Promise<SetupResult> {
  const plan = planSetup(request);
  const { output } = target;
  if (output === null) return { ok: true, ...plan, output, files: [] };
  const files = world.filesOf(plan);
  const names = files.map(({ name }) => name);
  const before = await ownFiles(output, names, target.force, world);
  const obsolete = before.filter((name) => !names.includes(name));
  await world.writeFolder(output, files, obsolete);
  return { ok: true, ...plan, output, files: names };
}

/** The files of an earlier run. Throws where a file of somebody else's is in the way. */
async function ownFiles(
  folder: string,
  names: readonly string[],
  force: boolean,
  world: SetupWorld,
): Promise<readonly string[]> {
  const there = await world.listFolder(folder);
  if (there === null || there.length === 0) return [];
  const own = there.includes("README.md") ? world.filesOfReadme(await world.readText(`${folder}/README.md`)) : null;
  const inTheWay = own === null ? there : there.filter((name) => names.includes(name) && !own.includes(name));
  if (inTheWay.length > 0 && !force) throw notOurs(folder, inTheWay);
  return (own ?? []).filter((name) => there.includes(name));
}

function notOurs(folder: string, names: readonly string[]): GitlabEcrError {
  const shown = [...names].sort().slice(0, 3).join(", ");
  const more = names.length > 3 ? ` and ${names.length - 3} more` : "";
  const reason = `${folder} holds what gitlab-ecr setup didn't write: ${shown}${more}.`;
  const remedy = ["Give --output an empty or new folder, or --force to write beside it and over files of these names."];
  return new GitlabEcrError("input-invalid", { reason, command: "setup", folder, names: [...names] }, { remedy });
}
