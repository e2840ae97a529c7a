import { findLogins, type PipelineChange, rewritePipeline } from "../src/core/pipeline/index.ts";
import type { Figure } from "./figures.ts";
import { leastCosts } from "./least-costs.ts";

const change: PipelineChange = {
  component: "gitlab.example.com/tools/gitlab-ecr/login@1",
  inputs: { role_arn: "arn:aws:iam::123456789012:role/ci", region: "eu-west-1" },
  phase: "dual",
};

/** What reading and rewriting pipeline files costs: a hundred of usual size, and a file with twice the jobs over one. */
export function pipelineFigures(): Figure[] {
  const [usual, once, twice] = [pipelineOf(10), pipelineOf(400), pipelineOf(800)];
  if (findLogins(twice).length !== 800) throw new Error("The bench's pipeline isn't read as it was written.");
  const costs = leastCosts(
    {
      usual: () => {
        for (let count = 0; count < 100; count += 1) rewritePipeline(usual, change);
      },
      once: () => rewritePipeline(once, change),
      twice: () => rewritePipeline(twice, change),
    },
    9,
  );
  return [
    { what: "CPU seconds of planning 100 pipeline files of ten jobs", value: costs.usual / 1e6, limit: 1 },
    {
      what: "CPU of planning a pipeline with twice the jobs, over that of one",
      value: costs.twice / costs.once,
      limit: 2.5,
    },
  ];
}

function pipelineOf(jobs: number): string {
  const all = Array.from({ length: jobs }, (_, index) => {
    const host = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
    return `push ${index}:
  image: docker:27
  script:
    - apk add --no-cache aws-cli
    - |
      aws ecr get-login-password --region eu-west-1 |
        docker login --username AWS --password-stdin ${host}
      docker build --tag ${host}/app-${index}:$CI_COMMIT_SHA .
    - docker push ${host}/app-${index}:$CI_COMMIT_SHA
`;
  });
  return all.join("\n");
}
