import { visibleLine } from "../core/errors/index.ts";
import { type Drift, issuerPaths, type JsonObject, type KeptKey } from "../core/setup/index.ts";
import { marksOf, type Style } from "./style.ts";

/** One thing that a publication changes. */
type Change =
  | { readonly id: "keys" | "discovery"; readonly kind: "create" | "change" }
  | { readonly id: "versioning" }
  | { readonly id: "policy"; readonly statement: JsonObject; readonly others: number }
  | { readonly id: "provider" | "audience"; readonly arn: string; readonly audience: string };

/** The part of a publication that its texts show. */
export interface IssuerPublication {
  readonly gitlabUrl: string;
  readonly issuer: string;
  readonly place: string;
  readonly changes: readonly Change[];
  readonly applied: boolean;
  readonly keys: {
    readonly published: readonly string[];
    readonly added: readonly string[];
    readonly kept: readonly KeptKey[];
    readonly dropped: readonly string[];
  };
  readonly provider: { readonly arn: string | null; readonly audience: string; readonly status: string };
  readonly drift: readonly Drift[] | null;
  readonly settings: { readonly gitlabRb: string };
}

/** What a publication would change, before it is done. */
export function issuerPlanText(publication: IssuerPublication, style: Style): string {
  const { gitlabUrl, issuer, place, changes } = publication;
  return [
    `${style.bold(`To publish ${gitlabUrl} as ${issuer}`)}, in ${visibleLine(place)}:`,
    ...(changes.length === 0 ? ["  nothing to do"] : changes.flatMap((change) => changeLines(change, publication))),
    ...keyLines(publication),
    "",
  ].join("\n");
}

/** What became of a publication, and what to do next. */
export function issuerPublishText(publication: IssuerPublication, style: Style): string {
  const { applied, changes, issuer, place, drift } = publication;
  if (drift === null) {
    const more = changes.length === 0 ? [] : [style.caution("Nothing was changed."), "To do it: add --yes.", ""];
    return [issuerPlanText(publication, style), ...more, ...settingLines(publication, style)].join("\n");
  }
  const head = applied
    ? `${style.good("published")} ${style.bold(issuer)} in ${visibleLine(place)}`
    : `nothing to do: ${style.bold(issuer)} is in ${visibleLine(place)} as it should be`;
  const did = applied ? [`  changed: ${changes.map(({ id }) => subjects[id]).join(", ")}`] : [];
  return [head, ...did, ...keyLines(publication), ...outsideLines(publication, style), ""].join("\n");
}

/** What a check found. */
export function issuerCheckText(
  {
    gitlabUrl,
    issuer,
    drift,
  }: { readonly gitlabUrl: string; readonly issuer: string; readonly drift: readonly Drift[] },
  style: Style,
): string {
  if (drift.length === 0) return `${style.good(marksOf(style).pass)} ${issuer} is what ${gitlabUrl} says\n`;
  const advice = "Publish it again: gitlab-ecr setup issuer --publish, with the options as before.";
  return [
    `${style.bad(marksOf(style).fail)} ${issuer} differs from ${gitlabUrl}`,
    ...driftLines(drift, style),
    advice,
    "",
  ].join("\n");
}

/** What changed, in a word; the plan has told it in full. */
const subjects = {
  versioning: "versioning",
  keys: issuerPaths.keys,
  discovery: issuerPaths.discovery,
  policy: "bucket policy",
  provider: "OIDC provider",
  audience: "the provider's audiences",
} as const;

function changeLines(change: Change, { keys }: IssuerPublication): string[] {
  switch (change.id) {
    case "versioning":
      return ["  versioning: switch it on, so that every version of the documents can be had back"];
    case "keys":
      return [`  ${issuerPaths.keys}: ${change.kind}, with ${count(keys.published.length)}`];
    case "discovery":
      return [`  ${issuerPaths.discovery}: ${change.kind}`];
    case "policy": {
      const stay = change.others === 0 ? "it has none yet" : `the ${change.others} in it stay as they are`;
      const json = visibleLine(JSON.stringify(change.statement));
      return [`  bucket policy: add one statement, for everybody to read these two objects; ${stay}`, `    ${json}`];
    }
    case "provider":
      return [`  OIDC provider: create ${change.arn}, for the audience ${visibleLine(change.audience)}`];
    case "audience":
      return [`  OIDC provider: let ${change.arn} take the audience ${visibleLine(change.audience)}, too`];
  }
}

function keyLines({ keys }: IssuerPublication): string[] {
  const kept = new Map(keys.kept.map(({ id, until }) => [id, until]));
  const note = (id: string) => {
    const until = kept.get(id);
    if (until !== undefined) return ` (no longer GitLab's; kept until ${until})`;
    return keys.added.includes(id) ? " (new)" : "";
  };
  return [
    "keys:",
    ...keys.published.map((id) => `  ${visibleLine(id)}${note(id)}`),
    ...keys.dropped.map((id) => `  ${visibleLine(id)} (goes)`),
  ];
}

function outsideLines(publication: IssuerPublication, style: Style): string[] {
  const { drift, provider, issuer } = publication;
  if (drift !== null && drift.length > 0) {
    return [
      `${style.caution("From outside")}, the documents aren't what the instance has:`,
      ...driftLines(drift, style),
      "",
      style.bold("What to do"),
      "  - Where a web server or CloudFront stands before the place, upload the files or wait until its copies expire.",
      "  - In a bucket, the account's own settings against public access may take the policy's effect away.",
      `  - Then see whether all is right: gitlab-ecr setup issuer --check --issuer-url ${issuer}`,
      "  - Change nothing in GitLab before that.",
    ];
  }
  return [
    `${style.good(marksOf(style).pass)} from outside, the documents are what the instance has`,
    providerLine(provider, issuer),
    "",
    ...settingLines(publication, style),
  ];
}

function providerLine({ arn, audience, status }: IssuerPublication["provider"], issuer: string): string {
  if (status === "there") return `OIDC provider: ${arn}, for the audience ${visibleLine(audience)}`;
  const how = `aws iam create-open-id-connect-provider --url ${issuer} --client-id-list ${visibleLine(audience)}`;
  return `OIDC provider: ${arn === null ? "make it" : "couldn't be looked at; make it where it is missing"}, or let gitlab-ecr setup --issuer-url make it:\n  ${how}`;
}

function settingLines({ issuer, settings }: IssuerPublication, style: Style): string[] {
  return [
    style.bold("In GitLab, 18.1 or later, once this is public"),
    "  Linux package, in /etc/gitlab/gitlab.rb, then sudo gitlab-ctl reconfigure:",
    `    ${settings.gitlabRb}`,
    "  Helm chart:",
    "    global:",
    "      appConfig:",
    "        ciIdTokens:",
    `          issuerUrl: ${issuer}`,
    "  It changes iss in the ID tokens of all projects, for all that read them: Vault and other clouds, too.",
    `  Then give the role's trust policy that issuer: gitlab-ecr setup --issuer-url ${issuer}`,
    "",
  ];
}

function driftLines(drift: readonly Drift[], style: Style): string[] {
  return drift.map(({ id, breaksLogins, message }) => {
    const mark = breaksLogins ? style.bad(marksOf(style).fail) : style.caution("?");
    return `  ${mark} [${id}] ${visibleLine(message)}`;
  });
}

function count(keys: number): string {
  return keys === 1 ? "1 key" : `${keys} keys`;
}
