import { createAws } from "../adapters/aws/index.ts";
import { checkIssuer } from "../adapters/gitlab/index.ts";
import { issuerStep } from "../commands/doctor/steps/issuer-step.ts";
import type { Invocation } from "./command.ts";
import type { Prompts } from "./setup-interactive-prompts.ts";

/** The instance, and what its ID tokens are to carry as `iss`. */
export interface WantedIssuer {
  readonly gitlabUrl: string;
  readonly issuer: string;
}

/** What an issuer that was looked at is. */
export interface SeenIssuer {
  /** The issuer that the instance's own discovery document names; null where it is the wanted one, or can't be read. */
  readonly named: string | null;
  /** Whether AWS can fetch its keys; null where it answers here and nobody knows of AWS. */
  readonly reachable: boolean | null;
}

/**
 * Reads the issuer's documents as AWS does, tells what came of it, and asks only where they can't be read from here.
 *
 * Rejects with `interrupted` on Ctrl-C.
 */
export async function lookAtIssuer(
  { io, run }: Invocation,
  prompts: Prompts,
  { gitlabUrl, issuer: wanted }: WantedIssuer,
): Promise<SeenIssuer> {
  if (wanted === "https://gitlab.com") return { named: null, reachable: true };
  const aws = createAws(io.environment, io.retryClock);
  try {
    const look = (issuer: string) => {
      const liveUrl = issuer === gitlabUrl ? null : gitlabUrl;
      return run.step(`look at the issuer ${issuer}`, async () => ({
        liveUrl,
        report: await checkIssuer(aws.get, { issuer, liveUrl }, run.signal),
      }));
    };
    const first = await look(wanted);
    const { report } = first;
    const named =
      wanted === gitlabUrl && report.kind === "read" && report.issuer !== wanted && isAddress(report.issuer)
        ? report.issuer
        : null;
    if (named !== null) prompts.tell(`Issuer: ${gitlabUrl} names ${named} as issuer of its ID tokens (--issuer-url)`);
    const issuer = named ?? wanted;
    const seen = named === null ? first : await look(named);
    const ownAuthorities = ["AWS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"].filter((name) => io.environment[name]);
    const step = issuerStep({ issuer, ...seen, token: null, ownAuthorities, awsReachedIt: null });
    const told = [step.cause, ...step.evidence, step.remedy].filter((line) => line !== null);
    prompts.tell(`Issuer: ${told.join("\n")}`);
    if (seen.report.kind === "read") return { named, reachable: null };
    const asked = `AWS must read ${issuer}/.well-known/openid-configuration from the internet. Does it answer there?`;
    return { named, reachable: await prompts.confirm(asked, false) };
  } finally {
    aws.close();
  }
}

function isAddress(text: string): boolean {
  return /^https:\/\/[a-z0-9][a-z0-9.-]*(\/|$)/.test(text);
}
