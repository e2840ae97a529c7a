import { GitlabEcrError } from "../../core/errors/index.ts";
import { parseArn } from "../../core/policy/index.ts";
import { parseRegistryHost } from "../../core/registry/index.ts";
import type { Case } from "./case.ts";
import type { Session } from "./open-session.ts";

/** A repository as `--repository` names it, with where it lies. */
export interface NamedRepository {
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  readonly arn: string;
}

/** Reads `--repository`: an ARN, or a name in the first registry. Null where none was given. Throws `input-invalid`. */
export function namedRepository({ options, targets, region, way }: Case, session: Session): NamedRepository | null {
  const text = options.repository;
  if (text === null) return null;
  const arn = parseArn(text);
  if (arn !== null) {
    if (arn.service !== "ecr" || !arn.resource.startsWith("repository/")) throw invalid(text);
    const name = arn.resource.slice("repository/".length);
    return { name, accountId: arn.account, region: arn.region, arn: text };
  }
  if (!/^[a-z0-9]+(?:[._/-]+[a-z0-9]+)*$/.test(text)) throw invalid(text);
  const [target] = targets;
  const where = target?.region ?? region;
  const hostAccount = parseRegistryHost(target?.hosts[0] ?? "")?.accountId;
  const role = "role" in way ? way.role : null;
  const accountId = hostAccount ?? session.identity?.accountId ?? role?.accountId ?? "";
  const partition = role?.partition ?? session.identity?.arn.split(":")[1] ?? "aws";
  return { name: text, accountId, region: where, arn: `arn:${partition}:ecr:${where}:${accountId}:repository/${text}` };
}

function invalid(text: string): GitlabEcrError {
  const reason = `--repository is ${JSON.stringify(text)}; it must be a repository's name or its ARN, arn:aws:ecr:REGION:ACCOUNT:repository/NAME.`;
  return new GitlabEcrError("input-invalid", { reason, command: "doctor" });
}
