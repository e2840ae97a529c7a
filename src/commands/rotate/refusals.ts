import { type AwsOutcome, explainFailure } from "../../core/diagnosis/index.ts";
import { catalogueError, GitlabEcrError } from "../../core/errors/index.ts";
import type { RotationRefusal, UserKey } from "../../core/rotation/index.ts";
import type { RotationCaller, RotationOptions } from "./rotation-options.ts";

/** The value of a call to IAM, or the error that explains why there is none. */
export function unwrap<T>(outcome: AwsOutcome<T>, { user }: Pick<RotationOptions, "user">, caller: RotationCaller): T {
  if (outcome.ok) return outcome.value;
  const { failure, attempts } = outcome;
  const { identity, region, account, partition } = caller;
  const error = explainFailure(failure, { attempts, region, exchange: null, keys: null, identity });
  if (failure.kind !== "aws") throw error;
  const { context } = error;
  if (failure.awsCode === "NoSuchEntity") throw catalogueError("user-missing", { ...context, user, account });
  if (failure.awsCode !== "AccessDenied") throw error;
  const resource = `arn:${partition}:iam::${account}:user/${user}`;
  throw catalogueError("rotation-denied", { ...context, resource });
}

/** The error for a situation in which nothing can be done safely. */
export function refusalError(
  refusal: RotationRefusal,
  { user, names }: RotationOptions,
  keys: readonly UserKey[],
): GitlabEcrError {
  const shown = keys.map(keyText);
  const taken = (reason: string, ...remedy: readonly string[]) =>
    catalogueError("key-slots-taken", { user, reason, keys: shown }, { remedy });
  switch (refusal.reason) {
    case "no-keys": {
      const reason = `User ${user} has no access key, so that there is none to rotate.`;
      const remedy = [
        "Use OIDC in place of keys: gitlab-ecr setup. Or make the first key by hand, and store it in the targets.",
      ];
      return catalogueError("input-invalid", { reason, command: "rotate" }, { remedy });
    }
    case "not-stored":
      return catalogueError("key-not-stored", { user, keys: shown, idName: names.id, secretName: names.secret });
    case "other-key":
      return taken(
        `no target holds ${keyText(refusal.other)}, and it isn't known to be a rotation's`,
        `See whether anything uses ${refusal.other.id}: ${usedText(refusal.other)}.`,
        isIdle(refusal.other)
          ? `If nothing does, let it be deleted: --delete-key ${refusal.other.id}.`
          : `If nothing does, deactivate it, wait whether anything fails, and let it be deleted then: --delete-key ${refusal.other.id}.`,
        "If a target holds it that isn't named here, name it: --target.",
      );
    case "old-key-in-use":
      return taken(
        `the targets hold ${refusal.other.id}, yet ${refusal.old.id} was used long after that was made (${usedText(refusal.old)})`,
        `Find what uses ${refusal.old.id}, and store it as a target of its own.`,
        `If it is the old key and may go: --old-key ${refusal.old.id}.`,
      );
    case "secret-lost":
      return taken(
        `some places hold ${refusal.other.id}, and its secret can't be read back for ${refusal.places.join("; ")}`,
        "Both keys work, and stay. Name a target, too, that holds the new one and whose secret can be read: --target.",
        `Or let the new one be replaced: --delete-key ${refusal.other.id}. Jobs that start before the next one is stored, a few seconds later, fail where it is held.`,
      );
    case "new-key-inactive":
      return taken(
        `the targets hold ${refusal.other.id}, which is inactive`,
        "Activate it again, or go back to the old one where its secret can still be read: --rollback.",
      );
    case "rolled-back":
      return taken(
        `it was rolled back to ${refusal.old.id}`,
        `To go on, and let ${refusal.old.id} be deactivated and deleted: --old-key ${refusal.old.id}.`,
      );
    case "not-safe-to-delete": {
      const { key, places } = refusal;
      const why = places.length > 0 ? `${places.join("; ")} holds it` : usedText(key);
      const reason = `Key ${key.id} isn't deleted: ${why}.`;
      const remedy = [
        "Only a key that is inactive or was never used is deleted so, and that no target holds, while another key is in the targets.",
        "If nothing uses it, deactivate it first, and wait whether anything fails.",
      ];
      return catalogueError("input-invalid", { reason, command: "rotate" }, { remedy });
    }
    case "not-the-old-key": {
      const reason = `--old-key is ${refusal.keyId}, which isn't the older key of user ${user}: ${shown.join(", ")}.`;
      return catalogueError("input-invalid", { reason, command: "rotate" });
    }
  }
}

function keyText({ id, active, createdAt }: UserKey): string {
  return `${id} (${active ? "active" : "inactive"}, of ${createdAt.toISOString().slice(0, 10)})`;
}

function usedText({ lastUsed }: UserKey): string {
  if (lastUsed === null) return "it was never used";
  return `last used at ${lastUsed.at.toISOString()} with ${lastUsed.service} in ${lastUsed.region}`;
}

function isIdle({ active, lastUsed }: UserKey): boolean {
  return !active || lastUsed === null;
}

/** The error for a pair that AWS should take and doesn't, or that isn't where it was stored. */
export function refused(keyId: string, where: string, reason: string): GitlabEcrError {
  return catalogueError("new-key-refused", { keyId, where, reason });
}

/** The error for a plan that nobody agreed to. */
export function notAgreed(): GitlabEcrError {
  const remedy = ["Read the plan above, and run the same command with --yes.", "--dry-run prints the plan alone."];
  const reason = "Nothing was changed: changes take --yes.";
  return new GitlabEcrError("input-invalid", { reason, command: "rotate" }, { remedy });
}
