import type { OptionSpec } from "./option-spec.ts";

/** What `migrate plan` takes for a whole group. */
export const groupSpecs = {
  group: {
    name: "group",
    value: "PATH",
    description: "plan all projects of this group and of those below it, as GitLab has them",
  },
  resume: {
    name: "resume",
    value: "FILE",
    description: "with --group, keep what was planned in this file, and go on from there",
  },
  writePipeline: {
    name: "write-pipeline",
    value: "FILE",
    description: "with --group, write a pipeline that opens each project's merge request in a child pipeline",
  },
  image: {
    name: "image",
    value: "IMAGE",
    description: "image of the child pipelines' job, with gitlab-ecr on PATH",
  },
} as const satisfies Record<string, OptionSpec>;
