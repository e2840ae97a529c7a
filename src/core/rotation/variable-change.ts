/** What GitLab does with a variable's value besides handing it on. */
export interface VariableFlags {
  readonly masked: boolean;
  readonly hidden: boolean;
  readonly raw: boolean;
}

/**
 * What has to be changed of a variable along with its value, so that jobs get the value as it is: one with a `$` must
 * be raw, or GitLab would put another variable's value in. Null where GitLab can't mask it, as the variable asks for.
 *
 * Source: GitLab, "Mask a CI/CD variable": one line, no spaces, 8 characters or more; where the variable is expanded,
 * only letters, digits and `_ : @ - + . ~ = / ,`.
 */
export function variableChange(value: string, { masked, hidden, raw }: VariableFlags): { readonly raw?: true } | null {
  const change = value.includes("$") && !raw ? ({ raw: true } as const) : {};
  if (!masked && !hidden) return change;
  const isRaw = raw || change.raw === true;
  const maskable = isRaw ? /^\S{8,}$/ : /^[\w:@+.~=/,-]{8,}$/;
  return maskable.test(value) ? change : null;
}
