import type { AuditReport } from "./audit-report.ts";

/** How one report's identifiers are masked. */
export interface Masks {
  /** A text without them. */
  readonly text: (text: string) => string;
  /** An account's mask; null where there is none. */
  readonly account: (id: string | null) => string | null;
  /** `user/NAME`, `role/NAME`, `repository/NAME` and so on, in place of an ARN. */
  readonly resource: (arn: string) => string;
  readonly isKeyId: (text: string) => boolean;
  /** Whether a text is the name of a user, role, provider or repository of the report. */
  readonly isName: (text: string) => boolean;
}

/**
 * Masks for one report: an identifier has the same mask wherever it stands, `ACCOUNT-1`, `KEY-1`, `ID-1`, `EMAIL-1`,
 * numbered in the order of the report. Source of the forms: IAM User Guide, "IAM identifiers".
 */
export function masksOf(report: AuditReport): Masks {
  const accounts = accountsOf(report);
  const keyIds = new Set(report.users.flatMap(({ keys }) => keys?.flatMap(({ id }) => id ?? []) ?? []));
  const names = new Set(namesOf(report));
  const regions = new Set(report.repositories.map(({ region }) => region));
  const mask = numbering();
  for (const id of accounts) mask("ACCOUNT", id);
  for (const id of keyIds) mask("KEY", id);

  const own = ownForm([...accounts, ...[...keyIds].filter((id) => !wholly(uniqueId, id))]);
  const text = (value: string): string => {
    const withoutArns = value.includes("arn:") ? value.replace(arn, resource) : value;
    const withoutOwn = withoutArns.replace(own, (found) => mask(accounts.has(found) ? "ACCOUNT" : "KEY", found));
    const withoutEmails = withoutOwn.includes("@")
      ? withoutOwn.replace(email, (found) => mask("EMAIL", found))
      : withoutOwn;
    return withoutEmails
      .replace(uniqueId, (found) => mask(/^A[KS]IA/.test(found) ? "KEY" : "ID", found))
      .replace(accountId, (found) => mask("ACCOUNT", found));
  };
  const resource = (value: string): string => {
    if (!value.startsWith("arn:")) return text(value);
    const [, , , region = "", owner = "", ...rest] = value.split(":");
    const [kind = "", ...path] = rest.join(":").split("/");
    // Names are unique in an account whatever their path, but for repositories and providers, whose names have slashes.
    const name = kind === "oidc-provider" || kind === "repository" ? path.join("/") : (path.at(-1) ?? "");
    const account = accounts.size > 1 && /^\d/.test(owner) ? mask("ACCOUNT", owner) : "";
    const parts = [account, regions.size > 1 ? region : "", kind, name].filter((part) => part !== "");
    return parts.length === 0 ? "RESOURCE" : parts.map(text).join("/");
  };
  return {
    text,
    account: (id) => (id === null ? null : mask("ACCOUNT", id)),
    resource,
    isKeyId: (value) => keyIds.has(value) || wholly(uniqueId, value),
    isName: (value) => names.has(value),
  };
}

const arn = /arn:aws[a-z-]*:[^\s"'`<>|,;()[\]{}]*/g;
const accountId = /(?<!\d)\d{12}(?!\d)/g;
const uniqueId = /A(?:BIA|CCA|GPA|IDA|IPA|KIA|NPA|NVA|PKA|ROA|SCA|SIA)[A-Z0-9]{12,}/g;
// A local part has 64 characters at most; without that limit a long text without @ would take its square.
const email = /[^\s@<>"(),:;/\\[\]]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})+/gu;

function wholly(form: RegExp, text: string): boolean {
  return text.replace(form, "") === "" && text !== "";
}

/** What the report itself says is an account or a key, whatever its form; the longest first, so that none is cut. */
function ownForm(values: readonly string[]): RegExp {
  const literal = (value: string) => value.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  const long = values.filter(({ length }) => length > 3).sort((left, right) => right.length - left.length);
  return long.length === 0 ? /(?!)/g : new RegExp(long.map(literal).join("|"), "g");
}

function numbering(): (word: string, value: string) => string {
  const known = new Map<string, Map<string, string>>();
  return (word, value) => {
    const ofWord = known.get(word) ?? new Map<string, string>();
    known.set(word, ofWord);
    const mask = ofWord.get(value) ?? `${word}-${ofWord.size + 1}`;
    ofWord.set(value, mask);
    return mask;
  };
}

function accountsOf({ account, accounts, users, roles, providers, repositories, findings }: AuditReport): Set<string> {
  const all = [...users, ...roles, ...providers, ...repositories, ...findings.map(({ subject }) => subject)];
  const ids = [account, ...accounts.map(({ id }) => id), ...all.map((one) => one.account)];
  return new Set(ids.filter((id) => id !== null));
}

function namesOf({ users, roles, providers, repositories }: AuditReport): string[] {
  const hosts = providers.map(({ url }) => url.replace(/^https:\/\//, ""));
  return [...users, ...roles, ...repositories].map(({ name }) => name).concat(hosts);
}
