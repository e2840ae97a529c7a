import type { SetupPlan } from "../../core/setup/index.ts";
import { jsonFile, madeRepositories, permissionsOf, type SetupFile, tagList } from "./setup-file.ts";

/** `--format json`: the policies as files, and what `aws iam create-open-id-connect-provider` takes. */
export function jsonFormat(plan: SetupPlan): SetupFile[] {
  return [...trustFiles(plan), jsonFile("permissions-policy.json", permissionsOf(plan)), ...lifecycleFiles(plan)];
}

/** Trust policy and provider; none for a user. */
export function trustFiles({ role, provider }: SetupPlan): SetupFile[] {
  if (role === null || provider === null) return [];
  const { url, audiences, tags } = provider;
  return [
    jsonFile("trust-policy.json", role.trustPolicy),
    jsonFile("provider.json", { Url: url, ClientIDList: audiences, Tags: tagList(tags) }),
  ];
}

/** The lifecycle policy of the repositories that are made. */
export function lifecycleFiles(plan: SetupPlan): SetupFile[] {
  const made = madeRepositories(plan);
  return made === null ? [] : [jsonFile("lifecycle-policy.json", made.create.lifecyclePolicy)];
}
