import { GitlabEcrError } from "../errors/index.ts";
import { parseArn } from "../policy/index.ts";
import type {
  AccountData,
  AccountDetails,
  CredentialRow,
  KeyData,
  ProviderData,
  RepositoryData,
} from "./account-data.ts";
import type { Unread } from "./audit-report.ts";
import { isCredentialReport, readCredentialReport } from "./read-credential-report.ts";
import { type DetailsPage, joinPages, readDetailsPage } from "./read-details.ts";
import { type Fields, fieldsOf } from "./read-field.ts";
import { furtherPages } from "./unread-details.ts";

/** A file of the user's, or what a program has in its place. */
export interface InputDocument {
  /** What it is called in messages. */
  readonly name: string;
  /** Text of the file, or the object that it holds. */
  readonly content: unknown;
}

/** What one document told; accounts are null where it doesn't say. */
type Part =
  | { readonly kind: "details"; readonly account: string | null; readonly page: DetailsPage }
  | { readonly kind: "report"; readonly account: string | null; readonly rows: readonly CredentialRow[] }
  | { readonly kind: "keys"; readonly account: null; readonly keys: ReadonlyMap<string, readonly KeyData[]> }
  | { readonly kind: "provider-arns"; readonly account: string | null; readonly arns: readonly string[] }
  | { readonly kind: "provider"; readonly account: null; readonly provider: Omit<ProviderData, "arn"> }
  | { readonly kind: "alias"; readonly account: null; readonly alias: string | null }
  | {
      readonly kind: "repositories";
      readonly account: string | null;
      readonly repositories: readonly RepositoryData[];
    };

/**
 * Reads what the aws CLI printed, one account or several: `iam get-account-authorization-details` (all pages in one
 * file, or a file each), and, beside it, the credential report as CSV or as `iam get-credential-report` gives it,
 * `iam list-access-keys`, `iam list-open-id-connect-providers` and `get-open-id-connect-provider`,
 * `iam list-account-aliases`, and `ecr describe-repositories`. What no document holds is in the accounts' `unread`.
 *
 * @throws GitlabEcrError `input-invalid` for a document that is none of these, or that belongs to no account
 */
export function readAccounts(documents: readonly InputDocument[]): readonly AccountData[] {
  const parts = documents.flatMap((document) => partsOf(document));
  const pages = parts.filter((part) => part.kind === "details");
  if (pages.length === 0) {
    throw invalid("No file holds what aws iam get-account-authorization-details prints", "");
  }
  const ids = [...new Set(pages.map(({ account }) => account))];
  const only = ids.length === 1 ? (ids[0] ?? null) : undefined;
  return ids.map((id) => {
    const own = parts.filter((part) => {
      if (part.account !== null) return part.account === id;
      if (part.kind === "details") return id === null;
      if (part.kind === "keys") return ownsKeys(part.keys, pages, id);
      if (only !== undefined) return true;
      throw invalid(`A file of kind ${part.kind} doesn't say which of several accounts it is of`, "");
    });
    return accountOf(id, own);
  });
}

function ownsKeys(
  keys: ReadonlyMap<string, unknown>,
  pages: readonly Extract<Part, { kind: "details" }>[],
  id: string | null,
): boolean {
  const users = new Set(
    pages.filter(({ account }) => account === id).flatMap(({ page }) => page.users.map(({ name }) => name)),
  );
  return [...keys.keys()].some((name) => users.has(name));
}

function accountOf(id: string | null, parts: readonly Part[]): AccountData {
  const of = <Kind extends Part["kind"]>(kind: Kind) =>
    parts.filter((part): part is Extract<Part, { kind: Kind }> => part.kind === kind);
  const pages = of("details").map(({ page }) => page);
  const details = joinPages(pages);
  const reports = of("report");
  const repositories = of("repositories");
  const providers = providersOf(
    of("provider-arns").flatMap(({ arns }) => arns),
    of("provider"),
  );
  const listed = of("provider-arns").length > 0;
  return {
    id,
    partition: partitionOf(details),
    alias: of("alias")[0]?.alias ?? null,
    source: "input",
    details,
    providers: listed ? providers : null,
    keys: new Map(of("keys").flatMap(({ keys }) => [...keys])),
    console: new Map(),
    mfa: new Map(),
    roleUse: new Map(),
    credentialReport: reports.length === 0 ? null : reports.flatMap(({ rows }) => rows),
    repositories: repositories.length === 0 ? null : repositories.flatMap((part) => part.repositories),
    issuers: new Map(),
    unread: unreadOf(id, parts, pages),
  };
}

function unreadOf(account: string | null, parts: readonly Part[], pages: readonly DetailsPage[]): Unread[] {
  const has = (kind: Part["kind"]) => parts.some((part) => part.kind === kind);
  const missing = (what: string, command: string): Unread => ({
    account,
    what,
    action: null,
    because: `no input file holds them; give the output of ${command}, too`,
  });
  return [
    ...(pages.some(({ truncated }) => !truncated)
      ? []
      : [
          {
            account,
            what: furtherPages,
            action: null,
            because: "the last page that was given says that there are more",
          },
        ]),
    ...(has("keys") || has("report")
      ? []
      : [missing("access keys, passwords and MFA of users", "aws iam get-credential-report")]),
    ...(has("provider-arns") ? [] : [missing("OIDC providers", "aws iam list-open-id-connect-providers")]),
    {
      account,
      what: "when roles were used last, unless the details tell it",
      action: null,
      because: "no input file holds it; an audit with credentials asks iam:GetRole",
    },
    ...(has("repositories") ? [] : [missing("ECR repositories", "aws ecr describe-repositories")]),
    {
      account,
      what: "policies of ECR repositories",
      action: null,
      because: "no input file holds them; an audit with credentials and --region asks ecr:GetRepositoryPolicy",
    },
  ];
}

function partsOf({ name, content }: InputDocument): Part[] {
  try {
    if (typeof content !== "string") return partsOfJson(content);
    if (isCredentialReport(content)) return [reportPart(content)];
    return partsOfJson(JSON.parse(content.replace(/^\uFEFF/, "")));
  } catch (error) {
    if (error instanceof GitlabEcrError) throw invalid(`${name}: ${String(error.context.reason)}`, name);
    throw invalid(`${name} is neither JSON nor a credential report`, name, error);
  }
}

function partsOfJson(value: unknown): Part[] {
  if (Array.isArray(value)) return value.flatMap(partsOfJson);
  const fields = fieldsOf(value, "");
  const part = kinds.find(({ has }) => has.some((name) => fields.raw(name) !== undefined));
  if (part === undefined) {
    throw invalid(`it is none of what audit reads: ${kinds.map(({ command }) => command).join(", ")}`, "");
  }
  return [part.read(fields, value)];
}

/** The answers that are known, by a field that only they have. */
const kinds: readonly {
  readonly has: readonly string[];
  readonly command: string;
  readonly read: (fields: Fields, value: unknown) => Part;
}[] = [
  {
    has: ["UserDetailList", "RoleDetailList", "GroupDetailList", "Policies"],
    command: "aws iam get-account-authorization-details",
    read: (_, value) => {
      const page = readDetailsPage(value);
      return { kind: "details", account: accountOfDetails(page), page };
    },
  },
  {
    has: ["Content"],
    command: "aws iam get-credential-report",
    read: (fields) => reportPart(fromBase64(fields.text("Content"))),
  },
  {
    has: ["AccessKeyMetadata"],
    command: "aws iam list-access-keys",
    read: (fields) => ({ kind: "keys", account: null, keys: keysOf(fields) }),
  },
  {
    has: ["OpenIDConnectProviderList"],
    command: "aws iam list-open-id-connect-providers",
    read: (fields) => {
      const arns = fields.list("OpenIDConnectProviderList").map((one) => one.text("Arn"));
      return { kind: "provider-arns", account: parseArn(arns[0] ?? "")?.account ?? null, arns };
    },
  },
  {
    has: ["ClientIDList", "Url"],
    command: "aws iam get-open-id-connect-provider",
    read: (fields) => ({
      kind: "provider",
      account: null,
      provider: {
        issuer: fields.text("Url").replace(/^https?:\/\//i, ""),
        audiences: fields.texts("ClientIDList"),
        thumbprints: fields.texts("ThumbprintList"),
        createdAt: fields.date("CreateDate"),
      },
    }),
  },
  {
    has: ["AccountAliases"],
    command: "aws iam list-account-aliases",
    read: (fields) => ({ kind: "alias", account: null, alias: fields.texts("AccountAliases")[0] ?? null }),
  },
  {
    has: ["repositories"],
    command: "aws ecr describe-repositories",
    read: (fields) => {
      const repositories = fields.list("repositories").map(readRepositoryData);
      return { kind: "repositories", account: parseArn(repositories[0]?.arn ?? "")?.account ?? null, repositories };
    },
  },
];

/** A repository as ECR's DescribeRepositories gives it. */
export function readRepositoryData(fields: Fields): RepositoryData {
  const mutability = fields.textOr("imageTagMutability");
  return {
    arn: fields.text("repositoryArn"),
    name: fields.text("repositoryName"),
    // With IMMUTABLE_WITH_EXCLUSION some tags can be moved; the rest can't.
    immutableTags: mutability === null ? null : mutability.startsWith("IMMUTABLE"),
    scanOnPush: fields.object("imageScanningConfiguration")?.flag("scanOnPush") ?? null,
    policy: { kind: "not-asked" },
  };
}

function keysOf(fields: Fields): Map<string, KeyData[]> {
  const keys = new Map<string, KeyData[]>();
  for (const one of fields.list("AccessKeyMetadata")) {
    const user = one.text("UserName");
    const key: KeyData = {
      id: one.text("AccessKeyId"),
      active: one.text("Status") === "Active",
      createdAt: one.date("CreateDate"),
      lastUse: null,
    };
    keys.set(user, [...(keys.get(user) ?? []), key]);
  }
  return keys;
}

function providersOf(arns: readonly string[], read: readonly Extract<Part, { kind: "provider" }>[]): ProviderData[] {
  return arns.map((arn) => {
    const issuer = arn.replace(/^.*?:oidc-provider\//, "");
    const known = read.find(({ provider }) => provider.issuer === issuer)?.provider;
    return { arn, ...(known ?? { issuer, audiences: null, thumbprints: null, createdAt: null }) };
  });
}

function reportPart(text: string): Part {
  const rows = readCredentialReport(text);
  return { kind: "report", account: parseArn(rows[0]?.arn ?? "")?.account ?? null, rows };
}

function fromBase64(text: string): string {
  const bytes = Uint8Array.from(atob(text.replace(/\s+/g, "")), (character) => character.charCodeAt(0));
  return new TextDecoder("utf-8").decode(bytes);
}

function accountOfDetails(page: AccountDetails): string | null {
  return (
    arnsOf(page)
      .map(({ account }) => account)
      .find((account) => /^\d{12}$/.test(account)) ?? null
  );
}

function partitionOf(details: AccountDetails): string {
  return arnsOf(details)[0]?.partition ?? "aws";
}

function arnsOf({ users, roles, policies }: AccountDetails) {
  const own = [users[0], roles[0], ...policies.slice(0, 50)];
  return own.flatMap((one) => (one === undefined ? [] : (parseArn(one.arn) ?? [])));
}

function invalid(reason: string, path: string, cause?: unknown): GitlabEcrError {
  return new GitlabEcrError("input-invalid", { reason, command: "audit", path }, cause === undefined ? {} : { cause });
}
