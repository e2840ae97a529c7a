import { GitlabEcrError } from "../../core/errors/index.ts";
import type { ListedVariable, VariablePlace } from "../../core/migration/index.ts";

/** Lists variables without their values. */
export interface VariableLists {
  listVariables(place: VariablePlace, signal: AbortSignal): Promise<readonly ListedVariable[]>;
}

/** Variables that couldn't be read: whose, and why. */
export interface UnreadVariables extends VariablePlace {
  /** Code of the error. */
  readonly code: string;
}

/** The variables of a place; none, and the error, where they can't be read. */
export async function listOrTell(
  place: VariablePlace,
  lists: VariableLists,
  signal: AbortSignal,
): Promise<{
  readonly place: VariablePlace;
  readonly variables: readonly ListedVariable[];
  readonly error: GitlabEcrError | null;
}> {
  try {
    return { place, variables: await lists.listVariables(place, signal), error: null };
  } catch (error) {
    if (!(error instanceof GitlabEcrError)) throw error;
    return { place, variables: [], error };
  }
}

/** Whether this token may not read it; GitLab answers 404 for what it may not see. */
export function isRefusal({ code }: GitlabEcrError): boolean {
  return code === "gitlab-unauthorized" || code === "gitlab-forbidden" || code === "gitlab-not-found";
}
