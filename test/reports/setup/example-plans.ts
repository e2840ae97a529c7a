import { planSetup, type SetupRequest } from "../../../src/core/setup/index.ts";
import { selfManaged, setupRequest } from "../../core/setup/setup-request.ts";

/** Wishes that between them use everything that a plan can hold. */
export const exampleRequests = {
  /** The first user's, on gitlab.com. */
  usual: setupRequest(),
  /** Wildcards, several projects, names that need quoting, repositories that are made, bounds and tags. */
  everything: setupRequest({
    projects: [
      { path: "org/app", id: "1" },
      { path: "org/api", id: "2" },
    ],
    branches: ["main", "release/*", 'it\'s-${odd}-"%{one}"'],
    tags: ["v*"],
    protectedOnly: true,
    audience: "https://gitlab.com",
    repositories: ["aws-network-cdk", "team/app"],
    createRepositories: { keepImages: 50, kmsKey: "arn:aws:kms:ap-northeast-1:455931011959:key/1234abcd" },
    name: "ci-role",
    path: "/ci/",
    permissionsBoundary: "arn:aws:iam::455931011959:policy/bounds",
    maxSessionDuration: 7200,
    resourceTags: { team: "net work" },
  }),
  user: userRequest({ createRepositories: { immutableTags: false } }),
  /** An instance of one's own, whose sub holds the id, and repositories of another account. */
  otherAccount: setupRequest({
    ...selfManaged,
    subComponents: ["project_id", "ref_type", "ref"],
    registryAccountId: "123456789012",
  }),
  china: setupRequest({ region: "cn-north-1", access: "pull", tags: ["v1"] }),
  audit: setupRequest({ access: "audit", repositories: [] }),
} as const satisfies Record<string, SetupRequest>;

/** The plans of all examples, by name. */
export const examplePlans = Object.entries(exampleRequests).map(([name, request]) => ({
  name: name as keyof typeof exampleRequests,
  plan: planSetup(request),
}));

function userRequest(changes: Partial<SetupRequest>): SetupRequest {
  const { branches: _, ...rest } = setupRequest({ identity: "user", ...changes });
  return rest;
}
