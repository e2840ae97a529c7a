import type { CallerIdentity } from "../../core/identity/index.ts";
import { UnusableAnswer } from "./raw-failure.ts";

const principalArn = /^arn:[a-z-]+:(?:iam|sts)::(\d{12}):[\w+=,.@/-]+$/;

/** Who an ARN in an answer of STS names. Throws `UnusableAnswer` where it names nobody. */
export function callerIdentityOf(arn: string | undefined): CallerIdentity {
  const accountId = principalArn.exec(arn ?? "")?.[1];
  if (arn === undefined || accountId === undefined) throw new UnusableAnswer("it doesn't say who the credentials are");
  return { arn, accountId };
}
