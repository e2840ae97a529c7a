import { createConnections, systemRetryClock } from "../src/adapters/aws/index.ts";
import { loadGitlab } from "../src/adapters/gitlab/index.ts";
import { variableLists } from "../src/cli/migrate-project-api.ts";
import { planGroup } from "../src/commands/migrate/plan-group.ts";
import { Secret } from "../src/core/secret/index.ts";
import { exampleGitlabToken, exampleWorld, gitlabProject, startFake } from "../test/fake/index.ts";

// Plans a group of so many projects against the stand-in over HTTP, and prints what it took: CPU seconds of both, and the
// most memory that the heap held after a page, stand-in included.

const count = Number(process.argv[2]);
const host = "455931011959.dkr.ecr.ap-northeast-1.amazonaws.com";
const pipeline = `push:
  image: docker:27
  script:
    - aws ecr get-login-password | docker login -u AWS --password-stdin ${host}
    - docker push ${host}/app
`;

const { world } = exampleWorld();
const [gitlab] = world.gitlabs;
if (gitlab === undefined) throw new Error("The example has a GitLab.");
gitlab.projects = Array.from({ length: count }, (_, index) =>
  gitlabProject({ id: 1000 + index, path: `org/team/cdk/p${index}`, files: { ".gitlab-ci.yml": pipeline } }),
);
const fake = await startFake(world);
const { apiUrlOf, connect } = await loadGitlab();
const connections = createConnections({});
const token = { secret: new Secret(exampleGitlabToken), kind: "private", source: "GITLAB_TOKEN" } as const;
const apiUrl = apiUrlOf(fake.endpoints.gitlab, "the stand-in");
const api = connect({ apiUrl, token, connections, clock: systemRetryClock, now: () => new Date() });
const { signal } = new AbortController();
const run = {
  signal,
  now: () => new Date(),
  step: <T>(_: string, work: () => Promise<T>) => work(),
  halfOfTheRest: () => signal,
  pause: <T>(work: () => Promise<T>) => work(),
  guard: () => undefined,
  warn: () => undefined,
};
const before = process.cpuUsage();
let mebibytes = 0;
const plan = await planGroup(
  "org/team/cdk",
  {
    component: "gitlab.example.com/tools/gitlab-ecr/login@1",
    roleArn: null,
    region: null,
    registries: [],
    phase: "dual",
    fallbackUntil: null,
    jobs: [],
    installNode: false,
    gitlabUrl: null,
  },
  [],
  {
    projects: (abort) => api.listGroupProjects("org/team/cdk", abort),
    readFile: (project, file, abort) => api.readRepositoryFile(project, file, abort),
    ...variableLists(api),
    keep: async () => {
      // The stand-in notes every call, which isn't the plan's memory.
      world.calls.length = 0;
      mebibytes = Math.max(mebibytes, process.memoryUsage().heapUsed / 2 ** 20);
    },
  },
  run,
);
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ ready: plan.counts.ready, seconds: (user + system) / 1e6, mebibytes }));
connections.close();
await fake.close();
