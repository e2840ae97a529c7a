import type { Check } from "./check.ts";
import { repositoryFiles } from "./repository-files.ts";
import { runTool } from "./run-tool.ts";

/** yamllint finds nothing in the components and pipelines. */
export const yamlFiles: Check = {
  title: "YAML",
  run: async (root) => {
    const files = await repositoryFiles(root, "*.yml", "*.yaml", ":!test/**");
    if (files.length === 0) return { problems: [] };
    return runTool("yamllint", ["--strict", "--config-data", rules, ...files], { cwd: root });
  },
};

const rules = "{extends: default, rules: {document-start: disable, line-length: disable, truthy: {check-keys: false}}}";
