import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, onTestFinished } from "vitest";
import { cli } from "../../src/cli/cli.ts";
import { handlers, type World } from "../fake/index.ts";

const server = setupServer();

/** Lets every request of the file's tests end at the stand-in or fail. Call it once at the file's top. */
export function interceptRequests(): void {
  beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
  afterEach(() => server.resetHandlers());
  afterAll(() => server.close());
}

/** What a run of the command line came to. */
export interface CliRun {
  status: number;
  stdout: string;
  stderr: string;
  /** Standard output as JSON. */
  json: () => Record<string, unknown>;
  /** The error's code, from the JSON or from the first line of standard error. */
  code: () => string | undefined;
}

/** How a run differs from a job of the example project on branch main, with nothing configured. */
export interface CliOptions {
  environment?: Record<string, string | undefined>;
  interrupt?: AbortSignal;
  stdin?: string;
  /** Instead of `stdin`. */
  readStdin?: () => Promise<string>;
  /** Answers questions, as somebody at a terminal. */
  ask?: (question: string) => Promise<string>;
  colour?: boolean;
  /** Whether standard output is a terminal. */
  terminal?: boolean;
  now?: () => Date;
  /** Called with every waiting time between attempts, instead of waiting. */
  onWait?: (milliseconds: number) => void;
  /** Hears what is written to standard error, while it is. */
  onStderr?: (text: string) => void;
}

/** The variables that GitLab sets in a job of the example project. */
const jobVariables = {
  CI: "true",
  GITLAB_CI: "true",
  CI_JOB_ID: "4711",
  CI_PIPELINE_ID: "815",
  CI_PROJECT_PATH: "org/team/cdk/aws-network-cdk",
};

/** A new folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "gitlab-ecr-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs a command line in this process against a world, with a new home folder and the config engine's PATH. */
export async function runCli(world: World, argv: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  server.use(...handlers(world));
  const homeDir = options.environment?.HOME ?? (await temporaryFolder());
  const out: string[] = [];
  const err: string[] = [];
  const status = await cli(argv, {
    environment: { ...jobVariables, PATH: join(homeDir, "no-tools"), HOME: homeDir, ...options.environment },
    homeDir,
    stdout: { write: (text) => out.push(text), colour: options.colour ?? false, terminal: options.terminal ?? false },
    stderr: {
      write: (text) => {
        err.push(text);
        options.onStderr?.(text);
      },
      colour: options.colour ?? false,
    },
    ...(options.ask && { ask: options.ask }),
    readStdin: options.readStdin ?? (async () => options.stdin ?? ""),
    interrupt: options.interrupt ?? new AbortController().signal,
    now: options.now ?? world.now,
    retryClock: {
      random: () => 0.5,
      wait: async (milliseconds, signal) => {
        signal.throwIfAborted();
        options.onWait?.(milliseconds);
      },
    },
    version: "0.0.0-test",
  });
  const [stdout, stderr] = [out.join(""), err.join("")];
  return {
    status,
    stdout,
    stderr,
    json: () => JSON.parse(stdout) as Record<string, unknown>,
    code: () => (argv.includes("--json") ? jsonCode(stdout) : /^error\[([a-z-]+)\]/m.exec(stderr)?.[1]),
  };
}

function jsonCode(stdout: string): string | undefined {
  return (JSON.parse(stdout) as { error?: { code?: string } }).error?.code;
}
