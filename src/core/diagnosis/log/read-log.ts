import {
  catalogue,
  catalogueError,
  type ErrorCode,
  type ErrorContext,
  type GitlabEcrError,
} from "../../errors/index.ts";
import { awsRules } from "./aws-rules.ts";
import { plainLines } from "./plain-lines.ts";
import { registryRules } from "./registry-rules.ts";

/** One message of a log that is recognised. Of the line itself nothing is kept but named facts. */
export interface LogFinding {
  readonly code: ErrorCode;
  /** The first line that says so, counted from one. */
  readonly line: number;
  /** How many lines say so. */
  readonly times: number;
  readonly message: string;
  /** Why it happens, most likely first. */
  readonly causes: readonly string[];
  readonly remedy: string;
}

/** What a job log or a tool's error says, in the order in which it comes up; the same thing once. */
export function readLog(log: string): LogFinding[] {
  const found = new Map<string, LogFinding>();
  let place: ErrorContext = {};
  for (const [index, line] of plainLines(log).entries()) {
    place = { ...place, ...placeIn(line) };
    const recognised = recognise(line, place);
    if (recognised === null) continue;
    const key = `${recognised.code} ${recognised.message}`;
    const before = found.get(key);
    found.set(key, before === undefined ? findingOf(recognised, index + 1) : { ...before, times: before.times + 1 });
  }
  return [...found.values()];
}

const ownMessage = /(?:^|\s)(?:error|warning)\[(?<code>[a-z-]{3,40})\]: /;

function recognise(line: string, place: ErrorContext): GitlabEcrError | null {
  const own = ownMessage.exec(line)?.groups?.code;
  if (own !== undefined && Object.hasOwn(catalogue, own)) return catalogueError(own as ErrorCode, place);
  for (const { pattern, code, context, remedy } of [...registryRules, ...awsRules]) {
    const match = pattern.exec(line);
    if (match === null) continue;
    const facts = { ...place, ...context?.(match.groups ?? {}) };
    return catalogueError(code, facts, remedy === undefined ? {} : { remedy });
  }
  return null;
}

const registryHost =
  /(?<host>(?<accountId>\d{12})\.dkr[.-]ecr(?:-fips)?\.(?<region>[a-z]{2,4}(?:-[a-z]{1,12}){1,3}-\d{1,2})\.[a-z0-9.-]{5,40})(?:\/(?<repository>[a-z0-9][a-z0-9._/-]{0,255}))?/;

/** The registry that a log last spoke of: the message itself often doesn't name it. */
function placeIn(line: string): ErrorContext {
  const { host, accountId, region, repository } = registryHost.exec(line)?.groups ?? {};
  if (host === undefined || accountId === undefined || region === undefined) return {};
  return { host, accountId, region, ...(repository === undefined ? {} : { repository }) };
}

function findingOf({ code, message, causes, remedy }: GitlabEcrError, line: number): LogFinding {
  return { code, line, times: 1, message, causes, remedy: remedy.join("\n") };
}
