import type { SetupRequest } from "../../../src/core/setup/index.ts";

/** The first user's wish, on gitlab.com, with what a test changes. */
export function setupRequest(changes: Partial<SetupRequest> = {}): SetupRequest {
  return {
    gitlabUrl: "https://gitlab.com",
    projects: [{ path: "org/team/cdk/aws-network-cdk", id: "4242" }],
    branches: ["main"],
    accountId: "455931011959",
    region: "ap-northeast-1",
    repositories: ["aws-network-cdk"],
    ...changes,
  };
}

/** The same on an instance of one's own, whose tokens AWS sees less of. */
export const selfManaged: Partial<SetupRequest> = { gitlabUrl: "https://gitlab.example.com" };
