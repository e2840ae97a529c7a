import { GitlabEcrError } from "../errors/index.ts";
import { isVariableReference } from "../secret/index.ts";

/**
 * Throws `unexpanded-variable` for a value that is literally `$NAME` or `${NAME}`: GitLab leaves it so where the job
 * doesn't see that variable.
 */
export function refuseUnexpanded(value: string, source: string): void {
  const trimmed = value.trim();
  if (!isVariableReference(trimmed)) return;
  throw new GitlabEcrError("unexpanded-variable", { name: source, value: trimmed });
}
