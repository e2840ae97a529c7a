import type { OptionSpec } from "./option-spec.ts";

/** What a job's claims are foretold from, besides the project. */
export const migrateClaimSpecs = {
  branch: {
    name: "branch",
    value: "NAME",
    description: "look at what a job on this branch would have",
    fallback: "the job's own token, else the default branch",
  },
  tag: { name: "tag", value: "NAME", description: "look at what a job on this tag would have" },
  projectId: { name: "project-id", value: "N", description: "the project's id, where no token tells it" },
  issuerUrl: {
    name: "issuer-url",
    value: "URL",
    description: "iss of the ID tokens",
    fallback: "what GitLab's discovery document says, else its address",
  },
  audience: {
    name: "audience",
    value: "AUD",
    description: "audience of the ID tokens (the component's input audience)",
    fallback: "sts.amazonaws.com",
  },
} as const satisfies Record<string, OptionSpec>;
