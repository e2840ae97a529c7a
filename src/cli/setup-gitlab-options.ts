import { GitlabEcrError } from "../core/errors/index.ts";
import type { OptionReader } from "./option-reader.ts";
import type { OptionSpec } from "./option-spec.ts";

/** The options of setup that are about GitLab's side. */
export const setupGitlabSpecs = {
  remote: {
    name: "remote",
    value: "NAME",
    description: "Git remote that tells GitLab's address and the project, where they aren't given",
    fallback: "origin",
  },
  setSubComponents: {
    name: "set-sub-components",
    value: null,
    description: "let GitLab compose sub of --sub-components in the projects (takes a token of GitLab's)",
  },
  setVariables: {
    name: "set-variables",
    value: null,
    description:
      "make the CI/CD variables GITLAB_ECR_ROLE_ARN and AWS_REGION in the projects (takes a token of GitLab's)",
  },
  writePipeline: {
    name: "write-pipeline",
    value: "FILE",
    description:
      "add the include: block to this pipeline, such as .gitlab-ci.yml; everything else in it stays as it is",
  },
  components: {
    name: "components",
    value: "ADDRESS",
    description: "where this project's components are: HOST/GROUP/gitlab-ecr@VERSION",
    fallback: "a place to fill in",
  },
} as const satisfies Record<string, OptionSpec>;

const specs = setupGitlabSpecs;

/** What is wished on GitLab's side. Throws `input-invalid`. */
export function readGitlabWishes(options: OptionReader) {
  const components = options.text(specs.components);
  if (components !== null && !/^(?:\$CI_SERVER_FQDN|[\w.-]+(?::\d+)?)(?:\/[\w.-]+){2,}@[\w.~-]+$/.test(components)) {
    throw invalid(`--components is ${JSON.stringify(components)}; it must be HOST/GROUP/gitlab-ecr@VERSION.`);
  }
  const pipelineFile = options.text(specs.writePipeline);
  if (pipelineFile !== null && components === null) {
    throw invalid(
      "--write-pipeline takes the address of the components, and there is none.",
      "Give --components HOST/GROUP/gitlab-ecr@VERSION: the catalog's page of the component shows it.",
    );
  }
  return {
    components,
    pipelineFile,
    subComponents: options.isOn(specs.setSubComponents),
    variables: options.isOn(specs.setVariables),
  };
}

function invalid(reason: string, ...remedy: string[]): GitlabEcrError {
  return new GitlabEcrError("input-invalid", { reason, command: "setup" }, remedy.length === 0 ? {} : { remedy });
}
