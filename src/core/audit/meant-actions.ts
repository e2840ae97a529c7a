import { actionsFor, type EcrAction } from "../policy/index.ts";

/**
 * Actions on a repository that tell what a policy is meant for: those that only a push needs, or those of a pull.
 * BatchCheckLayerAvailability tells nothing: only a push needs it, but policies for a pull have it, too.
 */
export function actionsOnlyFor(access: "push" | "pull"): readonly EcrAction[] {
  return actionsFor("push").filter(({ action, level, needed }) => {
    if (level !== "repository" || action === "ecr:BatchCheckLayerAvailability") return false;
    return access === "push" ? !needed.includes("pull") : needed.includes("pull");
  });
}
