import type { SetupPlan } from "../../core/setup/index.ts";
import { yamlOf } from "./yaml.ts";

const placeholder = "$CI_SERVER_FQDN/GROUP/gitlab-ecr@VERSION";

/** What to paste into `.gitlab-ci.yml`; `components` is where this project's components are, with their version. */
export function includeBlock(plan: SetupPlan, components = placeholder): string {
  if (plan.access === "audit") return `${yamlOf(tokenJob(plan))}\n`;
  const [repository, ...others] = plan.repositories;
  const usesPush = plan.access === "push" && others.length === 0;
  const component = usesPush ? "push" : "login";
  const include = [
    {
      component: components.replace(/@(?=[^@]*$)/, `/${component}@`),
      inputs: { ...inputsOf(plan), ...(usesPush ? { repository: repository?.name } : {}) },
    },
  ];
  if (usesPush) {
    const limits = jobLimits(plan);
    return `${yamlOf({ include })}\n${Object.keys(limits).length === 0 ? "" : `\n${yamlOf({ "ecr-push": limits })}\n`}`;
  }
  const images = plan.repositories.map(({ host, name }) => `${host}/${name}`);
  const push = plan.access === "push";
  const script = images.flatMap((image) =>
    push
      ? [`docker build --tag ${image}:$CI_COMMIT_SHA .`, `docker push ${image}:$CI_COMMIT_SHA`]
      : [`docker pull ${image}:TAG`],
  );
  const job = { extends: ".ecr-login", ...jobLimits(plan), script };
  return `${yamlOf({ include })}\n\n${yamlOf({ [push ? "push" : "pull"]: job })}\n`;
}

function inputsOf(plan: SetupPlan): object {
  const { role, gitlab, region, account, repositories } = plan;
  const host = repositories[0]?.host;
  const elsewhere = repositories.some((repository) => repository.account !== account);
  return {
    ...(role === null ? { auth: "static" } : { role_arn: role.arn }),
    region,
    ...(elsewhere ? { registries: host } : {}),
    ...(gitlab === null || gitlab.audience === "sts.amazonaws.com" ? {} : { audience: gitlab.audience }),
  };
}

/** A job with a token of the role, for the commands that read the account. */
function tokenJob({ role, gitlab, region, ...plan }: SetupPlan): object {
  const token = gitlab === null ? {} : { id_tokens: { GITLAB_OIDC_TOKEN: { aud: gitlab.audience } } };
  const variables = { ...(role === null ? {} : { GITLAB_ECR_ROLE_ARN: role.arn }), AWS_REGION: region };
  return { audit: { ...token, variables, ...jobLimits({ role, gitlab, region, ...plan }) } };
}

/** Where the job may run at all: elsewhere the role would refuse it. */
function jobLimits({ gitlab }: SetupPlan): object {
  if (gitlab === null) return {};
  const { branches, tags, environments, protectedOnly } = gitlab;
  const also = protectedOnly ? ' && $CI_COMMIT_REF_PROTECTED == "true"' : "";
  const rules = [
    ...branches.map((branch) => `$CI_COMMIT_BRANCH ${matchOf(branch)}${also}`),
    ...tags.map((tag) => `$CI_COMMIT_TAG ${matchOf(tag)}${also}`),
  ].map((condition) => ({ if: condition }));
  const [environment, ...others] = environments;
  const place = environment !== undefined && others.length === 0 && !/[*?]/.test(environment) ? { environment } : {};
  return { ...(rules.length === 0 ? {} : { rules }), ...place };
}

function matchOf(pattern: string): string {
  if (/^[\w./-]+$/.test(pattern)) return `== "${pattern}"`;
  const expression = pattern
    .replace(/[^\w*?]/gu, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return `=~ /^${expression}$/`;
}
