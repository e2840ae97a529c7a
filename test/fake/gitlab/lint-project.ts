import { parseDocument } from "yaml";
import { authenticated, projectFor } from "./caller.ts";
import { badParameter } from "./refuse.ts";
import type { GitlabOperation } from "./request.ts";

const globalKeywords = [
  "default",
  "image",
  "services",
  "cache",
  "variables",
  "stages",
  "workflow",
  "include",
  "before_script",
  "after_script",
  "pages",
];

/** POST /projects/:id/ci/lint: syntax, components that are included, and jobs without a script. */
export const lintProject: GitlabOperation = ({ gitlab, caller, parts, body }) => {
  authenticated(caller);
  if (typeof body.content !== "string") throw badParameter("content is missing");
  projectFor(gitlab, caller, parts.id ?? "", 30);
  const host = new URL(gitlab.url).host;
  const errors = lint(body.content.replaceAll("$CI_SERVER_FQDN", host), gitlab.components);
  return Response.json({
    valid: errors.length === 0,
    errors,
    warnings: warningsOf(body.content),
    merged_yaml: errors.length === 0 ? body.content : null,
    includes: [],
  });
};

/** GitLab's own words, as its documentation of errors and its forum show them. */
function lint(content: string, components: readonly string[]): string[] {
  // `!reference` is GitLab's own tag.
  const document = parseDocument(content, { customTags: [{ tag: "!reference", collection: "seq" }] });
  const [fault] = document.errors;
  if (fault !== undefined) return [`(<unknown>): ${fault.message.split("\n")[0]}`];
  const root = document.toJS() as unknown;
  if (typeof root !== "object" || root === null || Array.isArray(root)) return ["Invalid configuration format"];
  const entries = Object.entries(root as Record<string, unknown>);
  const includes = entries.filter(([name]) => name === "include").flatMap(([, value]) => value);
  const missing = includes
    .map((one) => (one as { component?: unknown } | null)?.component)
    .filter((address) => typeof address === "string" && !components.includes(address))
    .map((address) => `Component '${String(address)}' - content not found`);
  if (missing.length > 0) return missing;
  const jobs = entries.filter(([name]) => !globalKeywords.includes(name) && !name.startsWith("."));
  const fromComponents = includes.length > 0;
  return jobs.flatMap(([name, job]) => {
    if (typeof job !== "object" || job === null) return [`jobs ${name} config should be a hash`];
    const runs = ["script", "run", "trigger", "extends"].some((keyword) => keyword in job);
    return runs || fromComponents
      ? []
      : [`jobs:${name} config should implement the script:, run:, or trigger: keyword`];
  });
}

/** GitLab's warning of rules that end with a bare `when`. Source: lib/gitlab/ci/config/entry/processable.rb of GitLab. */
function warningsOf(content: string): string[] {
  const document = parseDocument(content, { customTags: [{ tag: "!reference", collection: "seq" }] });
  const root = document.toJS() as unknown;
  if (document.errors.length > 0 || typeof root !== "object" || root === null || "workflow" in root) return [];
  return Object.entries(root as Record<string, unknown>).flatMap(([name, job]) => {
    const rules = typeof job === "object" && job !== null && "rules" in job ? job.rules : null;
    const last: unknown = Array.isArray(rules) ? rules.at(-1) : null;
    if (name.startsWith(".") || typeof last !== "object" || last === null) return [];
    if (Object.keys(last).join() !== "when" || (last as { when: unknown }).when === "never") return [];
    const more =
      "read more: https://docs.gitlab.com/ee/ci/jobs/job_troubleshooting.html#job-may-allow-multiple-pipelines-to-run-for-a-single-action-warning";
    return [
      `jobs:${name} may allow multiple pipelines to run for a single action due to \`rules:when\` clause with no \`workflow:rules\` - ${more}`,
    ];
  });
}
