import type { Drift } from "../../core/setup/index.ts";
import type { Run } from "../run.ts";
import type { IssuerOptions } from "./issuer-options.ts";
import type { IssuerReader } from "./issuer-world.ts";
import { lookOutside } from "./look-outside.ts";
import { readInstance } from "./read-instance.ts";

/** What a check found; `--json` prints it as it is. */
export interface IssuerCheckResult {
  readonly ok: true;
  readonly gitlabUrl: string;
  readonly issuer: string;
  /** Empty where AWS sees what GitLab signs with. */
  readonly drift: readonly Drift[];
}

/** Compares what is public with what the instance has; changes nothing. Throws one `GitlabEcrError`. */
export async function checkIssuer(options: IssuerOptions, reader: IssuerReader, run: Run): Promise<IssuerCheckResult> {
  const { gitlabUrl, issuer } = options;
  const live = await readInstance(options, reader, run);
  return { ok: true, gitlabUrl, issuer, drift: await lookOutside(options, live, reader, run) };
}
