import type { IssuerOptions, PublishOptions } from "../commands/setup-issuer/issuer-options.ts";
import { GitlabEcrError } from "../core/errors/index.ts";
import { type PublishPlace, publicIssuer, readInstanceUrl, readPublishPlace } from "../core/setup/index.ts";
import { accessOptionSpecs } from "./access-world.ts";
import type { OptionReader } from "./option-reader.ts";
import type { OptionSpec } from "./option-spec.ts";
import { parseTime } from "./parse-time.ts";

const { roleArn, auth, idTokenEnv, allowedAccountId, profile } = accessOptionSpecs;

/** The options of `setup issuer`, in the order of its help. */
export const setupIssuerSpecs = {
  gitlabUrl: {
    name: "gitlab-url",
    value: "URL",
    variables: ["CI_SERVER_URL"],
    description: "address of the GitLab instance, as this machine reaches it",
  },
  publish: {
    name: "publish",
    value: "PLACE",
    description: "where the two documents are written: s3://BUCKET, s3://BUCKET/PREFIX or a folder",
  },
  issuerUrl: {
    name: "issuer-url",
    value: "URL",
    description: "public address of that place, which becomes iss of all ID tokens",
    fallback: "the bucket's own address",
  },
  audience: {
    name: "audience",
    value: "AUD",
    description: "audience that the OIDC provider takes",
    fallback: "sts.amazonaws.com",
  },
  check: { name: "check", value: null, description: "only compare what is public with what the instance has" },
  keepOldKeys: {
    name: "keep-old-keys",
    value: "TIME",
    description: "how long a key stays that GitLab no longer has: as long as its tokens may live",
    fallback: "24h",
  },
  dropOldKeys: { name: "drop-old-keys", value: null, description: "publish the instance's present keys alone" },
  bucketOwner: {
    name: "bucket-owner",
    value: "ID",
    description: "account that the bucket must belong to",
    fallback: "the credentials' own",
  },
  dryRun: { name: "dry-run", value: null, description: "only tell what would be done" },
  yes: { name: "yes", value: null, description: "do it without asking" },
  region: {
    name: "region",
    value: "REGION",
    variables: ["AWS_REGION", "AWS_DEFAULT_REGION"],
    description: "region of the bucket",
  },
  roleArn,
  auth,
  profile,
  idTokenEnv,
  allowedAccountId,
} as const satisfies Record<string, OptionSpec>;

const specs = setupIssuerSpecs;
const day = 86_400;

/** What is asked for: a check, or a publication to a bucket or folder. */
export type IssuerRequest =
  | { readonly kind: "check"; readonly options: IssuerOptions }
  | { readonly kind: "publish"; readonly options: PublishOptions; readonly bucketOwner: string | null };

/** Reads the options. Throws `input-invalid` for what is missing or doesn't go together. */
export function readIssuerRequest(options: OptionReader): IssuerRequest {
  const check = options.isOn(specs.check);
  const gitlabUrl = options.text(specs.gitlabUrl);
  const publish = options.text(specs.publish);
  const issuerUrl = options.text(specs.issuerUrl);
  if (gitlabUrl === null) throw refuse("There is no address of GitLab.", "Give --gitlab-url URL.");
  const dropOld = options.isOn(specs.dropOldKeys);
  const place = publish === null ? null : readPublishPlace(publish);
  const shared = { gitlabUrl: readInstanceUrl(gitlabUrl), keepSeconds: readKeepTime(options) };
  if (check) {
    for (const spec of [specs.dropOldKeys, specs.dryRun, specs.yes]) {
      if (options.isOn(spec)) throw refuse(`--check changes nothing, and --${spec.name} is about changes.`);
    }
    return { kind: "check", options: { ...shared, issuer: addressOf(place, issuerUrl, options).issuer } };
  }
  if (place === null) throw refuse("There is no place to publish to.", "Give --publish s3://BUCKET or --publish DIR.");
  const audience = options.text(specs.audience) ?? "sts.amazonaws.com";
  const dryRun = options.isOn(specs.dryRun);
  if (dryRun && options.isOn(specs.yes)) throw refuse("--dry-run changes nothing, and --yes wants it done.");
  const bucketOwner = options.text(specs.bucketOwner);
  if (bucketOwner !== null && !/^\d{12}$/.test(bucketOwner)) {
    throw refuse(`--bucket-owner is ${JSON.stringify(bucketOwner)}; an account's id has 12 digits.`);
  }
  const address = addressOf(place, issuerUrl, options);
  return { kind: "publish", options: { ...shared, ...address, place, audience, dropOld, dryRun }, bucketOwner };
}

function addressOf(place: PublishPlace | null, issuerUrl: string | null, options: OptionReader) {
  // A check needs no more than the address.
  const from: PublishPlace | null = place ?? (issuerUrl === null ? null : { kind: "folder", path: "." });
  if (from === null) throw refuse("There is no public address.", "Give --publish s3://BUCKET or --issuer-url URL.");
  return publicIssuer(from, options.text(specs.region), issuerUrl);
}

function readKeepTime(options: OptionReader): number {
  const found = options.find(specs.keepOldKeys);
  if (found === null) return day;
  return parseTime(found.value, { option: found.source, least: 3600, most: 90 * day, command: "setup issuer" });
}

function refuse(reason: string, ...remedy: readonly string[]): GitlabEcrError {
  return new GitlabEcrError(
    "input-invalid",
    { reason, command: "setup issuer" },
    remedy.length === 0 ? {} : { remedy },
  );
}
