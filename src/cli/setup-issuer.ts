import { createAws } from "../adapters/aws/index.ts";
import { checkIssuer } from "../commands/setup-issuer/check-issuer.ts";
import type { PublishOptions } from "../commands/setup-issuer/issuer-options.ts";
import type { PublishResult } from "../commands/setup-issuer/publish-result.ts";
import { publishToBucket } from "../commands/setup-issuer/publish-to-bucket.ts";
import { publishToFolder } from "../commands/setup-issuer/publish-to-folder.ts";
import { customEndpoint } from "../core/registry/index.ts";
import { issuerCheckText, issuerPlanText, issuerPublishText } from "../reports/index.ts";
import { plainStyle } from "./ansi-style.ts";
import type { CliCommand, Invocation } from "./command.ts";
import { commonOptions } from "./option-spec.ts";
import { readIssuerRequest, setupIssuerSpecs } from "./setup-issuer-options.ts";
import { folderStore, issuerReader, openAccount, settle } from "./setup-issuer-world.ts";
import { tellEndpoints } from "./tell-endpoints.ts";

const [, quiet] = commonOptions;

type Aws = ReturnType<typeof createAws>;

/** `gitlab-ecr setup issuer`. */
export const setupIssuerCommand: CliCommand = {
  name: "setup issuer",
  summary: "Publish the OIDC documents of a GitLab instance that AWS can't reach, and keep them right.",
  positional: null,
  options: Object.values(setupIssuerSpecs),
  help: `
It reads the instance's discovery document and keys, from where they can be
reached, and publishes them with a public address as issuer: in a bucket of S3,
whose policy then lets everybody read these two objects and no other, or in a
folder for another web server. It makes the OIDC provider for that address, looks
at the documents from outside, as AWS does, and prints the setting that GitLab
(18.1 or later) needs. Nothing changes in AWS before it is told and answered with
yes; --yes answers, and without a terminal or --yes it is a dry run.

Run it again after GitLab's signing key was changed: what is right stays, old keys
stay for as long as tokens may need them. docs/private-gitlab.md has the whole way.

Examples:
  What would be done, and do it:
    gitlab-ecr setup issuer --gitlab-url https://gitlab.example.com \\
      --publish s3://example-gitlab-oidc --region eu-west-1

  Behind CloudFront, which reads a private bucket:
    gitlab-ecr setup issuer --gitlab-url https://gitlab.example.com \\
      --publish s3://example-gitlab-oidc --region eu-west-1 --issuer-url https://oidc.example.com

  For another web server; this needs no AWS credentials:
    gitlab-ecr setup issuer --gitlab-url https://gitlab.example.com \\
      --publish public --issuer-url https://oidc.example.com

  In a scheduled job, is all still right?
    gitlab-ecr setup issuer --check --issuer-url https://oidc.example.com

Exit status: 0 published, nothing to do, or a dry run; 1 what is public differs
from what the instance has; 2 wrong usage or input; 3 AWS or GitLab refused;
4 network, timeout or throttling.
`,
  async run(invocation) {
    const { options, io, output } = invocation;
    const request = readIssuerRequest(options);
    const aws = createAws(io.environment, io.retryClock);
    try {
      if (request.kind === "check") {
        const result = await checkIssuer(request.options, issuerReader(aws), invocation.run);
        output.result(result, (style) => issuerCheckText(result, style));
        return result.drift.length > 0 ? 1 : 0;
      }
      const result = await publish(request, invocation, aws);
      const declined = result.changes.length > 0 && !result.dryRun && !result.applied && isAskable(invocation);
      output.result(result, (style) => (declined ? "nothing was changed\n" : issuerPublishText(result, style)));
      return request.options.place.kind === "s3" && (result.drift?.length ?? 0) > 0 ? 1 : 0;
    } finally {
      aws.close();
    }
  },
};

interface PublishRequest {
  readonly options: PublishOptions;
  readonly bucketOwner: string | null;
}

async function publish(
  { options, bucketOwner }: PublishRequest,
  invocation: Invocation,
  aws: Aws,
): Promise<PublishResult> {
  const { io, output, run } = invocation;
  const { place } = options;
  const reader = issuerReader(aws);
  if (place.kind === "folder") {
    return publishToFolder(options, { reader, store: folderStore(place.path, run.signal), place: place.path }, run);
  }
  const endpoints = { S3: customEndpoint("S3", io.environment), IAM: customEndpoint("IAM", io.environment) };
  tellEndpoints(endpoints, output.note);
  const world = {
    reader,
    openAccount: () => openAccount(invocation, aws, { bucket: place.bucket, owner: bucketOwner }),
    confirm: (planned: PublishResult) => confirm(planned, invocation),
    settle: <T>(look: () => Promise<T>, settled: (seen: T) => boolean) => settle(look, settled, invocation),
  };
  return publishToBucket({ ...options, bucket: place.bucket, prefix: place.prefix }, world, run);
}

/** Tells what would change, and whether it shall: by --yes, or by whoever sits at the terminal. */
async function confirm(planned: PublishResult, invocation: Invocation): Promise<boolean> {
  const { options, io, output, run } = invocation;
  const agreed = options.isOn(setupIssuerSpecs.yes);
  if (!agreed && !isAskable(invocation)) return false;
  output.note(issuerPlanText(planned, plainStyle));
  if (agreed || io.ask === undefined) return agreed;
  return /^\s*y(es)?\s*$/i.test(
    await run.pause(async () => (await io.ask?.("Publish this? [y/N] ", run.signal)) ?? ""),
  );
}

/** Whether somebody is there to answer, who sees the plan, too. */
function isAskable({ options, io }: Invocation): boolean {
  return io.ask !== undefined && !options.isOn(quiet);
}
