import { explainFailure } from "../../core/diagnosis/index.ts";
import type { Run } from "../run.ts";
import type { RotationCaller } from "./rotation-options.ts";
import type { KeyPair, RotationWorld } from "./rotation-world.ts";

const mostAttempts = 15;
const firstPause = 1000;
const longestPause = 8000;

/**
 * Whether AWS takes a pair. IAM's answer for a key that isn't known everywhere yet is the same as for one that is gone;
 * with `patient`, that is asked again for a minute or two. Throws one `GitlabEcrError` for any other failure.
 */
export async function tryKey(
  pair: KeyPair,
  { patient }: { readonly patient: boolean },
  { aws, wait }: Pick<RotationWorld, "aws" | "wait">,
  { region }: RotationCaller,
  run: Run,
): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await aws.identify(pair, run.signal);
    if (outcome.ok) return true;
    const { failure, attempts } = outcome;
    const code = failure.kind === "aws" ? failure.awsCode : null;
    if (code === "SignatureDoesNotMatch") return false;
    if (code !== "InvalidClientTokenId") {
      throw explainFailure(failure, { attempts, region, exchange: null, keys: null, identity: null });
    }
    if (!patient || attempt >= mostAttempts) return false;
    await wait(Math.min(longestPause, firstPause * 2 ** (attempt - 1)), run.signal);
  }
}
