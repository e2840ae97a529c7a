import { parseRegistryHost } from "../../registry/index.ts";
import type { LoginKind } from "../login-finding.ts";
import { fieldOf, type PipelineFile } from "../pipeline-file.ts";
import type { PlacedLogin } from "../placed-login.ts";
import type { ScriptItem } from "../script-units.ts";
import type { PipelineChange } from "./migration-plan.ts";
import type { Uses } from "./uses.ts";

/** Why a kind of login stays, and what to do about it by hand; null for those that the component does in their place. */
const byKind: Readonly<Record<LoginKind, string | null>> = {
  "get-login-password": null,
  "get-login-v1": null,
  "docker-login-static": null,
  crane: null,
  podman:
    "podman keeps its logins apart: add variables: GITLAB_ECR_ENGINE: podman to the job and replace the command by hand.",
  buildah:
    "buildah keeps its logins apart: add variables: GITLAB_ECR_ENGINE: buildah to the job and replace the command by hand.",
  skopeo:
    "skopeo keeps its logins apart: add variables: GITLAB_ECR_ENGINE: skopeo to the job and replace the command by hand.",
  "credential-helper":
    "The credential helper takes the job's AWS credentials: see the recipe for docker-credential-gitlab-ecr.",
  "kaniko-config":
    "kaniko's image has no Node: write config.json in a job before it, or build an image with both; see the recipe.",
  "assume-role-web-identity":
    "The session may serve other commands, too. Remove it once nothing but the login used it.",
  "aws-configure": "The keys may serve other commands, too. Remove it once nothing but the login used them.",
  "docker-auth-config":
    "The runner pulls the job's image with it, before any job runs. Newer docker command lines prefer it to a login.",
  "literal-keys": "A key that is written out is known to all who read the repository: deactivate it, then remove it.",
  other: "What it does beside the login isn't known.",
};

/** Why a login is left as it is; null where it can be replaced. */
export function reasonToLeave(
  file: PipelineFile,
  login: PlacedLogin,
  change: PipelineChange,
  uses: Uses,
): string | null {
  const { kind, confidence, registry, entry, places } = login;
  const reason = byKind[kind];
  if (reason !== null) return reason;
  if (confidence !== "certain") return "Whether it is ECR's registry, the file doesn't tell.";
  if (change.jobs !== undefined && !change.jobs.includes(entry.name ?? ""))
    return "Its job isn't among those to change.";
  if (entry === file.globals) return "It is in every job's before_script; move it to the jobs that need it.";
  if (entry === file.defaults) return "It is in default: every job runs it. Move it to the jobs that need it.";
  const other = otherRegistry(registry, change);
  if (other !== null) return other;
  const source = places.map(({ start, end }) => file.text.slice(start, end)).join("\n");
  const special = /(?<![\w-])(?:--profile|--config|--authfile|sudo|DOCKER_CONFIG=|AWS_[A-Z_]+=)/.exec(source)?.[0];
  if (special !== undefined)
    return `It has ${special}: where it takes its credentials or keeps its login is a matter of its own.`;
  if (login.unused === true) return "What becomes of the password, the script doesn't tell.";
  if (places.some(({ dialect }) => dialect === "powershell") || /[ \t]\^\r?\n/.test(source)) {
    return "Its job runs in PowerShell, and the component's script is one for sh; see the recipe for PowerShell.";
  }
  const needed = uses.neededElsewhere(places);
  if (needed !== null) return `${needed} is used by other commands, too.`;
  const keys = places.map(({ item }) => (item as ScriptItem | null)?.key ?? "");
  if (keys.some((key) => key !== "before_script" && key !== "script" && entry.map !== null)) {
    return "It doesn't run in the job's own script.";
  }
  if (entry.map === null)
    return "Jobs take it by an anchor or reference from a list of its own; replace it there by hand.";
  if (entry.map.flow === true) return "Its job is written in braces on one line.";
  return entry.name === change.jobName || fieldOf(entry, "trigger") !== null ? "Its job can't be changed." : null;
}

/** Why the component wouldn't log in to a registry that is known. */
function otherRegistry(registry: string | null, { inputs }: PipelineChange): string | null {
  const registries = String(inputs.registries ?? "")
    .split(/[\s,]+/)
    .filter((one) => one !== "");
  if (registry === null || registries.some((one) => one.includes("$"))) return null;
  if (registries.length > 0) {
    return registries.includes(registry) ? null : `Its registry ${registry} isn't among the input registries.`;
  }
  const parts = parseRegistryHost(registry);
  const account = /^arn:aws[a-z-]*:iam::(\d{12}):/.exec(String(inputs.role_arn ?? ""))?.[1] ?? parts?.accountId;
  const region = /^[a-z]/.test(String(inputs.region ?? "")) ? inputs.region : parts?.region;
  if (parts !== null && parts.accountId === account && parts.region === region) return null;
  return `Its registry ${registry} isn't the one of the role's account in the region: name it in the input registries.`;
}
