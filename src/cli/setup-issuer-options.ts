import type { IssuerOptions, PublishOptions } from "../commands/setup-issuer/issuer-options.ts";
import { GitlabEcrError } from "../core/errors/index.ts";
import { publicIssuer, readInstanceUrl, readPublishPlace } from "../core/setup/index.ts";
import { accessOptionSpecs } from "./access-world.ts";
import { missingOptions } from "./missing-options.ts";
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
const start = "gitlab-ecr setup issuer --gitlab-url https://gitlab.example.com";
const examples = {
  check: `${start} --check --issuer-url https://oidc.example.com`,
  folder: `${start} --publish public --issuer-url https://oidc.example.com`,
  s3: `${start} --publish s3://example-gitlab-oidc --region eu-west-1`,
};

/** What is asked for: a check, or a publication to a bucket or folder. */
export type IssuerRequest =
  | { readonly kind: "check"; readonly options: IssuerOptions }
  | { readonly kind: "publish"; readonly options: PublishOptions; readonly bucketOwner: string | null };

/** Reads the options. Throws `input-invalid` for all that is missing at once, and for what doesn't go together. */
export function readIssuerRequest(options: OptionReader): IssuerRequest {
  const check = options.isOn(specs.check);
  const [gitlabUrl, publish] = [options.text(specs.gitlabUrl), options.text(specs.publish)];
  const [issuerUrl, region] = [options.text(specs.issuerUrl), options.text(specs.region)];
  const wanted = publish === null ? null : readPublishPlace(publish);
  // A check needs no more than the address.
  const place = wanted ?? (check && issuerUrl !== null ? ({ kind: "folder", path: "." } as const) : null);
  const missing = [
    ...(gitlabUrl === null ? [specs.gitlabUrl] : []),
    ...(check || place !== null ? [] : [specs.publish]),
    ...(issuerUrl === null && (place === null ? check : place.kind === "folder") ? [specs.issuerUrl] : []),
    ...(region === null && place?.kind === "s3" && !(check && issuerUrl !== null) ? [specs.region] : []),
  ];
  if (gitlabUrl === null || place === null || missing.length > 0) {
    throw missingOptions(missing, {
      command: "setup issuer",
      example: examples[check ? "check" : (place?.kind ?? "s3")],
    });
  }
  const shared = { gitlabUrl: readInstanceUrl(gitlabUrl), keepSeconds: readKeepTime(options) };
  const address = publicIssuer(place, region, issuerUrl);
  if (check) {
    for (const spec of [specs.dropOldKeys, specs.dryRun, specs.yes]) {
      if (options.isOn(spec)) throw refuse(`--check changes nothing, and --${spec.name} is about changes.`);
    }
    return { kind: "check", options: { ...shared, issuer: address.issuer } };
  }
  const audience = options.text(specs.audience) ?? "sts.amazonaws.com";
  const [dryRun, dropOld] = [options.isOn(specs.dryRun), options.isOn(specs.dropOldKeys)];
  if (dryRun && options.isOn(specs.yes)) throw refuse("--dry-run changes nothing, and --yes wants it done.");
  const bucketOwner = options.text(specs.bucketOwner);
  if (bucketOwner !== null && !/^\d{12}$/.test(bucketOwner)) {
    throw refuse(`--bucket-owner is ${JSON.stringify(bucketOwner)}; an account's id has 12 digits.`);
  }
  return { kind: "publish", options: { ...shared, ...address, place, audience, dropOld, dryRun }, bucketOwner };
}

function readKeepTime(options: OptionReader): number {
  const found = options.find(specs.keepOldKeys);
  if (found === null) return day;
  return parseTime(found.value, { option: found.source, least: 3600, most: 90 * day, command: "setup issuer" });
}

function refuse(reason: string): GitlabEcrError {
  return new GitlabEcrError("input-invalid", { reason, command: "setup issuer" });
}
