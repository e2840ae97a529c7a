import { isObject, type JsonObject, parseObject, sameJson } from "./json-value.ts";

/** What becomes of a bucket's policy. */
export type PolicyChange =
  | { readonly kind: "keep" }
  | {
      readonly kind: "write";
      /** The whole policy, with everything that was there. */
      readonly text: string;
      /** The statement that is added. */
      readonly statement: JsonObject;
      /** How many statements were there before. */
      readonly others: number;
    }
  /** What is there can't be read as a policy, or would become too long. */
  | { readonly kind: "unfit"; readonly reason: string };

/** Amazon S3 User Guide, "Bucket policies for Amazon S3": 20 KB. */
const mostBytes = 20 * 1024;

const sid = "GitlabEcrIssuer";

/**
 * Adds to a bucket's policy, null where it has none, the one statement that lets everybody read these objects and no
 * other. All that is there stays as it is; where a statement allows just that already, nothing changes.
 */
export function allowPublicRead(policy: string | null, objectArns: readonly string[]): PolicyChange {
  const found: JsonObject | null = policy === null ? { Version: "2012-10-17", Statement: [] } : parseObject(policy);
  if (found === null) return { kind: "unfit", reason: "the bucket's policy isn't a JSON object" };
  const statements: readonly unknown[] = [found.Statement ?? []].flat();
  if (statements.some((one) => allows(one, objectArns))) return { kind: "keep" };
  const sids = statements.map((one) => (isObject(one) ? one.Sid : undefined));
  const statement = {
    Sid: freeSid(sids),
    Effect: "Allow",
    Principal: "*",
    Action: "s3:GetObject",
    Resource: objectArns,
  };
  const text = JSON.stringify({ ...found, Statement: [...statements, statement] });
  // ARNs, Sids and AWS's own keys are ASCII; what else a policy holds counts by its bytes.
  if (new TextEncoder().encode(text).length > mostBytes) {
    return { kind: "unfit", reason: `the bucket's policy would be longer than ${mostBytes} bytes` };
  }
  return { kind: "write", text, statement, others: statements.length };
}

/** Whether a statement lets everybody read all of the objects, without conditions. */
function allows(statement: unknown, objectArns: readonly string[]): boolean {
  if (!isObject(statement) || statement.Effect !== "Allow" || "Condition" in statement) return false;
  const everybody = statement.Principal === "*" || sameJson(statement.Principal, { AWS: "*" });
  const actions = [statement.Action ?? []]
    .flat()
    .map((action) => (typeof action === "string" ? action.toLowerCase() : ""));
  const resources: readonly unknown[] = [statement.Resource ?? []].flat();
  return everybody && actions.includes("s3:getobject") && objectArns.every((arn) => resources.includes(arn));
}

function freeSid(taken: readonly unknown[]): string {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? sid : `${sid}${number}`;
    if (!taken.includes(name)) return name;
  }
}
