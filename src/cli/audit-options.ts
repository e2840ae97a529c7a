import type { CollectOptions } from "../commands/audit/collect-account.ts";
import { checkOptions, defaultPatterns } from "../core/audit/index.ts";
import { GitlabEcrError } from "../core/errors/index.ts";
import { accessOptionSpecs } from "./access-world.ts";
import type { OptionReader } from "./option-reader.ts";
import type { OptionSpec } from "./option-spec.ts";

/** Forms of a report. */
export const auditFormats = ["text", "json", "markdown", "html", "junit", "codequality", "sarif"] as const;
export type AuditFormat = (typeof auditFormats)[number];

/** Audit's own options, in the order of its help. */
export const ownAuditSpecs = {
  input: {
    name: "input",
    value: "FILE",
    many: true,
    description:
      "read what the aws CLI printed in place of the account; - reads standard input; may be given several times",
  },
  format: {
    name: "format",
    value: "FORMAT",
    many: true,
    choices: auditFormats,
    description: "form of the report; given several times, each goes with the --output in its place",
    fallback: "text",
  },
  output: {
    name: "output",
    value: "FILE",
    many: true,
    description: "file to write the report to, and text to standard output; may be given several times",
  },
  namesOnly: {
    name: "names-only",
    value: null,
    description: "leave out account ids, ARNs, key ids, policies and addresses, for sharing",
  },
  documents: { name: "documents", value: null, description: "with user or role: print the policies, too" },
  roleArn: {
    name: "role-arn",
    value: "ARN",
    many: true,
    variables: ["AWS_ROLE_ARN"],
    description:
      "role to read an account with: by the ID token where there is one, else by the keys or session that are there; may be given several times, for several accounts",
  },
  region: {
    name: "region",
    value: "REGION",
    many: true,
    variables: ["AWS_REGION", "AWS_DEFAULT_REGION"],
    description: "region whose ECR repositories are read; may be given several times",
  },
  repository: {
    name: "repository",
    value: "ARN",
    many: true,
    description: "ECR repository that push and pull are asked for; may be given several times",
    fallback: "all that are known",
  },
  issuer: {
    name: "issuer",
    value: "URL",
    many: true,
    description: "issuer that is GitLab's, whatever it is called; may be given several times",
  },
  userPattern: {
    name: "user-pattern",
    value: "TEXT",
    many: true,
    description: "what to find in users' names, in any capitals, * and ? being wildcards; may be given several times",
    fallback: defaultPatterns.user.join(", "),
  },
  rolePattern: {
    name: "role-pattern",
    value: "TEXT",
    many: true,
    description: "the same for roles",
    fallback: defaultPatterns.role.join(", "),
  },
  maxKeyAge: {
    name: "max-key-age",
    value: "DAYS",
    description: "age at which an access key is due for rotation; at twice as much it is dangerous",
    fallback: "90d",
  },
  failOn: {
    name: "fail-on",
    value: "SEVERITY",
    choices: ["dangerous", "caution", "never"],
    description: "findings with which the exit status is 1",
    fallback: "dangerous in CI, else never",
  },
  baseline: {
    name: "baseline",
    value: "FILE",
    description: "earlier report (--format json): only findings that it doesn't have count for --fail-on",
  },
  suppressions: {
    name: "suppressions",
    value: "FILE",
    description: "findings to set aside, each with a reason and a last day, as YAML or JSON",
  },
} as const satisfies Record<string, OptionSpec>;

const {
  roleArn: _roleArn,
  region: _region,
  scope: _scope,
  repository: _repository,
  sessionPolicy: _sessionPolicy,
  sessionPolicyArn: _sessionPolicyArn,
  fallback: _fallback,
  ...credentialSpecs
} = accessOptionSpecs;

/** All options of audit: its own, and those that say how to get credentials. */
export const auditSpecs: readonly OptionSpec[] = [...Object.values(ownAuditSpecs), ...Object.values(credentialSpecs)];

const specs = ownAuditSpecs;

/** What is audited. Throws `input-invalid`. */
export function readAuditOptions(options: OptionReader, now: Date): CollectOptions {
  const userPatterns = options.list(specs.userPattern);
  const rolePatterns = options.list(specs.rolePattern);
  const read = {
    now,
    regions: [...new Set(options.list(specs.region))],
    repositories: options.list(specs.repository),
    issuers: options.list(specs.issuer).map(issuerOf),
    maxKeyAgeDays: readDays(options),
    ...(userPatterns.length > 0 ? { userPatterns } : {}),
    ...(rolePatterns.length > 0 ? { rolePatterns } : {}),
  };
  checkOptions(read);
  return read;
}

function issuerOf(text: string): string {
  if (URL.canParse(text) && new URL(text).protocol === "https:") return text;
  throw invalid(`--issuer is ${JSON.stringify(text)}; it must be an https URL, such as https://gitlab.example.com.`);
}

function readDays(options: OptionReader): number {
  const found = options.find(specs.maxKeyAge);
  if (found === null) return 90;
  const days = Number(/^(\d{1,5})d?$/.exec(found.value.trim())?.[1]);
  if (days >= 1 && days <= 10_000) return days;
  throw invalid(`${found.source} is ${JSON.stringify(found.value)}; it must be a number of days, such as 90 or 90d.`);
}

/** Severities with which the command fails. */
export function readFailOn(options: OptionReader, inCi: boolean): readonly string[] {
  const wanted = options.text(specs.failOn) ?? (inCi ? "dangerous" : "never");
  return { dangerous: ["dangerous"], caution: ["dangerous", "caution"], never: [] }[wanted] ?? [];
}

/** A report in a file. */
export interface WantedFile {
  readonly format: AuditFormat;
  readonly path: string;
}

/** Where the report goes. Throws `input-invalid` where formats and files don't go together. */
export function readForms(options: OptionReader): {
  readonly printed: AuditFormat;
  readonly files: readonly WantedFile[];
} {
  const formats = options.list(specs.format) as readonly AuditFormat[];
  const outputs = options.list(specs.output);
  if (outputs.length === 0) {
    if (formats.length > 1) throw invalid("Standard output takes one --format; give each an --output FILE.");
    return { printed: formats[0] ?? "text", files: [] };
  }
  if (formats.length === 0 && outputs.length === 1)
    return { printed: "text", files: [{ format: "text", path: outputs[0] ?? "" }] };
  if (formats.length !== outputs.length) {
    const reason = `There are ${formats.length} formats and ${outputs.length} files: give --format once for each --output.`;
    throw invalid(reason);
  }
  if (new Set(outputs).size < outputs.length) throw invalid("Two reports can't go to one --output.");
  return { printed: "text", files: outputs.map((path, index) => ({ path, format: formats[index] ?? "text" })) };
}

/** The user or role that is asked for by name; null for the whole account. Throws `input-invalid`. */
export function readPrincipal(
  positionals: readonly string[],
): { readonly kind: "user" | "role"; readonly name: string } | null {
  const [kind, name] = positionals;
  if (kind === undefined) return null;
  if (kind !== "user" && kind !== "role") {
    throw invalid(
      `There is no gitlab-ecr audit ${JSON.stringify(kind)}; there are audit, audit user NAME and audit role NAME.`,
    );
  }
  if (name === undefined || name === "") throw invalid(`There is no name: gitlab-ecr audit ${kind} NAME.`);
  return { kind, name };
}

export function invalid(reason: string): GitlabEcrError {
  return new GitlabEcrError("input-invalid", { reason, command: "audit" });
}
