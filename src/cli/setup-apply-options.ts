import { GitlabEcrError } from "../core/errors/index.ts";
import type { Found } from "../core/identity/index.ts";
import type { SetupMode } from "../core/setup/index.ts";
import type { OptionReader } from "./option-reader.ts";
import type { OptionSpec } from "./option-spec.ts";
import { setupGitlabSpecs } from "./setup-gitlab-options.ts";
import { setupOptionSpecs } from "./setup-options.ts";

/** The options by which setup changes an account. */
export const setupApplySpecs = {
  apply: { name: "apply", value: null, description: "make it in the account: shows the plan, asks, and reads it back" },
  destroy: {
    name: "destroy",
    value: null,
    description: "delete what setup made for this plan; repositories that hold images stay",
  },
  dryRun: {
    name: "dry-run",
    value: null,
    description: "only show what would change, in AWS or in GitLab",
    fallback: "on where nobody can be asked, unless --yes is given",
  },
  yes: { name: "yes", value: null, description: "don't ask before something is changed, in AWS or in GitLab" },
  target: {
    name: "target",
    value: "TARGET",
    description:
      "with --apply --identity user: make the access key, too, and put it there: gitlab-project:GROUP/PROJECT, gitlab-group:GROUP, or stdout",
  },
  profile: {
    name: "profile",
    value: "NAME",
    variables: ["AWS_PROFILE"],
    description: "with --apply or --destroy: profile of AWS's shared files to take credentials from",
  },
} as const satisfies Record<string, OptionSpec>;

/** How an account shall be changed. */
export interface SetupApplyRequest {
  readonly mode: SetupMode;
  readonly dryRun: boolean;
  readonly yes: boolean;
  /** As it was given; null where no key is made. */
  readonly target: string | null;
  readonly profile: Found | null;
}

/** What shall be changed in the account; null where setup only plans or writes files. Throws `input-invalid`. */
export function readSetupApply(options: OptionReader): SetupApplyRequest | null {
  const { apply, destroy, dryRun, yes, target, profile } = setupApplySpecs;
  const [applies, destroys] = [options.isOn(apply), options.isOn(destroy)];
  const [dry, agreed, kept] = [options.isOn(dryRun), options.isOn(yes), options.text(target)];
  const named = options.find(profile);
  if (applies && destroys) throw refuse("--apply makes and --destroy deletes: give one of them.");
  const { setSubComponents, setVariables, writePipeline } = setupGitlabSpecs;
  const changesGitlab = [setSubComponents, setVariables].some(options.isOn) || options.text(writePipeline) !== null;
  if (!applies && !destroys) {
    if (changesGitlab && named?.source !== "--profile" && kept === null) return null;
    const lonely = [dry ? "--dry-run" : "", agreed ? "--yes" : "", named?.source === "--profile" ? "--profile" : ""];
    const given = lonely.filter((name) => name !== "");
    if (given.length > 0) {
      throw refuse(
        `${given.join(" and ")} ${given.length === 1 ? "is" : "are"} for --apply and --destroy, and neither is given.`,
      );
    }
    if (kept === null) return null;
    throw refuse("--target is where --apply puts the access key that it makes, and --apply isn't given.");
  }
  if (dry && agreed) throw refuse("--dry-run changes nothing and --yes agrees to change: give one of them.");
  const [format, output] = [options.text(setupOptionSpecs.format), options.text(setupOptionSpecs.output)];
  if ((format !== null && format !== "plan") || output !== null) {
    throw refuse(
      `--${applies ? "apply" : "destroy"} changes the account itself, and --format and --output write files.`,
    );
  }
  if (kept !== null && (destroys || options.text(setupOptionSpecs.identity) !== "user")) {
    throw refuse("--target is where --apply --identity user puts the access key; nothing else makes one.");
  }
  return { mode: applies ? "apply" : "destroy", dryRun: dry, yes: agreed, target: kept, profile: named };
}

function refuse(reason: string): GitlabEcrError {
  return new GitlabEcrError("input-invalid", { reason, command: "setup" });
}
