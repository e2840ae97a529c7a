import type { PolicyDocument, Statement } from "../policy/evaluate.ts";
import { Refusal } from "../service.ts";

/** A policy on permissions, as a form carries it. Throws MalformedPolicyDocument in IAM's words. */
export function permissionsIn(text: string | undefined): PolicyDocument {
  const document = parsed(text);
  for (const statement of statementsOf(document)) {
    if (statement.Principal !== undefined) throw malformed("Policy document should not specify a principal.");
    if (statement.Resource === undefined && statement.NotResource === undefined) {
      throw malformed("Policy statement must contain resources.");
    }
  }
  return document;
}

/** A trust policy, as a form carries it. Throws MalformedPolicyDocument in IAM's words. */
export function trustIn(text: string | undefined): PolicyDocument {
  const document = parsed(text);
  for (const statement of statementsOf(document)) {
    if (statement.Resource !== undefined) throw malformed("Has prohibited field Resource");
    if (statement.Principal === undefined) throw malformed("Missing required field Principal");
    if (pinsNobody(statement)) throw malformed("Missing required condition key");
  }
  return document;
}

/** Characters that count against a quota: white space doesn't. */
export function sizeOf(document: PolicyDocument): number {
  return JSON.stringify(document).length;
}

function parsed(text = ""): PolicyDocument {
  let document: PolicyDocument;
  try {
    document = JSON.parse(text) as PolicyDocument;
  } catch (cause) {
    throw new Refusal(400, "MalformedPolicyDocument", "This policy contains invalid Json", { cause });
  }
  if (typeof document !== "object" || document === null || document.Statement === undefined) {
    throw malformed("Syntax errors in policy.");
  }
  if (document.Version !== undefined && !["2008-10-17", "2012-10-17"].includes(document.Version)) {
    throw malformed("Syntax errors in policy.");
  }
  const statements = statementsOf(document);
  const sids = statements.flatMap(({ Sid }) => Sid ?? []);
  if (new Set(sids).size < sids.length) throw malformed("Statement IDs (SID) in a single policy must be unique.");
  for (const { Effect, Action, NotAction, Sid } of statements) {
    if (Effect !== "Allow" && Effect !== "Deny") throw malformed("Syntax errors in policy.");
    if (Action === undefined && NotAction === undefined) throw malformed("Policy statement must contain actions.");
    if (Sid !== undefined && !/^[A-Za-z0-9]*$/.test(Sid)) {
      throw malformed(
        "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
      );
    }
  }
  return document;
}

function statementsOf({ Statement: statements }: PolicyDocument): Statement[] {
  return [statements].flat();
}

/**
 * "Secure by default": since 2025 a trust policy for gitlab.com needs a condition on sub. IAM's words for that aren't
 * published; these are the stand-in's.
 */
function pinsNobody({ Effect, Principal, Condition }: Statement): boolean {
  const federated = typeof Principal === "object" ? [Principal.Federated ?? []].flat() : [];
  if (Effect !== "Allow" || !federated.some((arn) => arn.endsWith(":oidc-provider/gitlab.com"))) return false;
  const keys = Object.values(Condition ?? {}).flatMap((block) => Object.keys(block));
  return !keys.some((key) => key.toLowerCase() === "gitlab.com:sub");
}

function malformed(message: string): Refusal {
  return new Refusal(400, "MalformedPolicyDocument", message);
}
