import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, onTestFinished } from "vitest";
import { createConnections } from "../../../../src/adapters/aws/index.ts";
import { type GitlabToken, loadGitlab } from "../../../../src/adapters/gitlab/index.ts";
import { GitlabEcrError } from "../../../../src/core/errors/index.ts";
import { Secret } from "../../../../src/core/secret/index.ts";
import { exampleGitlabToken, handlers, type World } from "../../../fake/index.ts";

const server = setupServer();

/** Lets every request of the file's tests end at the stand-in or fail. */
export function interceptGitlab(): void {
  beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
  afterEach(() => server.resetHandlers());
  afterAll(() => server.close());
}

/** How a connection differs from that of the example's Maintainer. */
export interface SceneOptions {
  readonly token?: string | null;
  readonly kind?: GitlabToken["kind"];
  readonly apiUrl?: string;
  /** Called with every waiting time between attempts, instead of waiting. */
  readonly onWait?: (milliseconds: number) => void;
}

/** The client against a world, and the waiting times that it asked for. */
export async function gitlabScene(world: World, options: SceneOptions = {}) {
  server.use(...handlers(world));
  const { token = exampleGitlabToken, kind = "private", apiUrl = "https://gitlab.example.com/api/v4" } = options;
  const connections = createConnections({});
  onTestFinished(() => connections.close());
  const waits: number[] = [];
  const { connect } = await loadGitlab();
  const api = connect({
    apiUrl,
    token: token === null ? null : { secret: new Secret(token), kind, source: "GITLAB_TOKEN" },
    connections,
    now: world.now,
    clock: {
      random: () => 0.5,
      wait: async (milliseconds, signal) => {
        signal.throwIfAborted();
        waits.push(milliseconds);
        options.onWait?.(milliseconds);
        signal.throwIfAborted();
      },
    },
  });
  return { api, waits, signal: new AbortController().signal };
}

/** The error that a piece of work ends with. */
export async function errorOf(work: Promise<unknown>): Promise<GitlabEcrError> {
  const error = await work.then(
    () => new Error("nothing failed"),
    (thrown: unknown) => thrown,
  );
  if (error instanceof GitlabEcrError) return error;
  throw error;
}
