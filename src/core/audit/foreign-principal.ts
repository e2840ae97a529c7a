import { type PrincipalEntry, parseArn } from "../policy/index.ts";

/** Whether a policy's principal is an account other than this one, or somebody of such an account. */
export function isForeignPrincipal({ type, value }: PrincipalEntry, account: string): boolean {
  if (type !== "AWS") return false;
  const named = /^\d{12}$/.test(value) ? value : parseArn(value)?.account;
  return named !== undefined && /^\d{12}$/.test(named) && named !== account;
}

/** Whether a principal is an account as a whole: that account decides who of it that is. */
export function isWholeAccount({ value }: PrincipalEntry): boolean {
  return /^(?:arn:[a-z-]+:iam::)?\d{12}(?::root)?$/.test(value);
}
