/** Source: GitLab, "CI/CD YAML syntax reference", parallel:matrix: at most 200 jobs. */
const mostEntries = 200;

/** The name of the child's file, beside the parent's. */
export const childPipelineName = "gitlab-ecr-migrate-project.yml";

/** What the child pipelines are told. */
export interface ParentPipeline {
  readonly projects: readonly string[];
  /** Variables that are the same for all: options of `migrate apply`. */
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * The parent pipeline, which triggers a child for each project, at most 200 to a job: GitLab's runners do the work. The
 * child's file lies in the same folder of the repository.
 */
export function parentPipeline({ projects, variables }: ParentPipeline, child: string): string {
  const parts = Array.from({ length: Math.ceil(projects.length / mostEntries) }, (_, index) =>
    projects.slice(index * mostEntries, (index + 1) * mostEntries),
  );
  const jobs = parts.map((paths, index) =>
    [
      `migrate ${index + 1}:`,
      "  stage: migrate",
      "  trigger:",
      "    include:",
      `      - local: ${JSON.stringify(child)}`,
      "    strategy: depend",
      "  variables:",
      ...Object.entries(variables).map(([name, value]) => `    ${name}: ${JSON.stringify(value)}`),
      "  parallel:",
      "    matrix:",
      "      - GITLAB_ECR_PROJECT:",
      ...paths.map((path) => `          - ${JSON.stringify(path)}`),
      "",
    ].join("\n"),
  );
  return ["stages: [migrate]", "", ...jobs].join("\n");
}

/** The child pipeline: opens the merge request of one project. GITLAB_TOKEN is a masked variable of the parent's project. */
export function childPipeline(image: string): string {
  return [
    "workflow:",
    "  rules:",
    "    - when: always",
    "",
    "migrate:",
    `  image: ${JSON.stringify(image)}`,
    "  script:",
    "    - gitlab-ecr migrate apply --merge-request --yes",
    "",
  ].join("\n");
}
