import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { bundlePath } from "./bundle-path.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const gitlabCiLocal = join(root, "node_modules", "gitlab-ci-local", "dist", "index.js");

/** A project in a temporary git repository, which includes this repository's components as its own. */
export interface Project {
  /** The project's folder; the jobs work in copies of it. */
  readonly folder: string;
  /** Where a job of that name works: its CI_PROJECT_DIR. */
  jobFolder(job: string): string;
  /** Writes a file and commits it. */
  write(path: string, text: string): Promise<void>;
  /** Runs the pipeline, or only the jobs that are named. */
  run(options?: RunOptions): Promise<PipelineRun>;
  remove(): Promise<void>;
}

/** How a pipeline is run. */
export interface RunOptions {
  readonly jobs?: readonly string[];
  /**
   * CI/CD variables; they reach the runner through a file, never on a command line. GITLAB_ECR_BUNDLE is there unless it
   * is set otherwise: the project's own copy of the bundle, which a build at the same time can't take away.
   */
  readonly variables?: Readonly<Record<string, string>>;
  /** Folders before the machine's own PATH. */
  readonly path?: readonly string[];
  /** Hears the output while it comes. */
  readonly onLine?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** What a pipeline came to. */
export interface PipelineRun {
  readonly exitCode: number | undefined;
  /** Standard output and standard error of the runner, with all that the jobs wrote. */
  readonly output: string;
}

const runnerOptions = ["--force-shell-executor", "--shell-isolation", "--ignore-predefined-vars=CI_PROJECT_DIR"];

/** The path of the example project, as the fake's tokens name it. */
const projectPath = "org/team/cdk/aws-network-cdk";

/**
 * Makes a project with a `.gitlab-ci.yml` and this repository's templates, committed on `branch`. gitlab-ci-local runs
 * its jobs in the shell of this machine, each in a copy of the tracked files.
 */
export async function createProject(gitlabCi: string, { branch = "main" } = {}): Promise<Project> {
  const home = await mkdtemp(join(tmpdir(), "gitlab-ecr-project-"));
  const folder = join(home, "project");
  const environment = { HOME: home, PATH: process.env.PATH ?? "", LANG: "C.UTF-8", GIT_CONFIG_NOSYSTEM: "1" };
  const git = (...args: string[]) => execa("git", args, { cwd: folder, env: environment, extendEnv: false });
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
    await git("add", "--", path);
    await git("commit", "--quiet", "--message", `Write ${path}`);
  };

  await mkdir(join(folder, "templates"), { recursive: true });
  await copyFile(await bundlePath(), join(home, "gitlab-ecr.cjs"));
  await copyFile(join(root, "templates", "login.yml"), join(folder, "templates", "login.yml"));
  await git("init", "--quiet", `--initial-branch=${branch}`);
  await git("config", "user.name", "Sample User");
  await git("config", "user.email", "sample-user@example.com");
  await git("remote", "add", "origin", `https://gitlab.example.com/${projectPath}.git`);
  await git("symbolic-ref", "refs/remotes/origin/HEAD", `refs/remotes/origin/${branch}`);
  await git("add", "templates");
  await write(".gitlab-ci.yml", gitlabCi);

  const jobFolder = (job: string) => join(folder, ".gitlab-ci-local", "builds", job);
  return {
    folder,
    jobFolder,
    write,
    async run({ jobs = [], variables = {}, path = [], onLine, signal } = {}) {
      await mkdir(join(home, ".gitlab-ci-local"), { recursive: true });
      // With an image it would be /builds/…, although the shell executor works here.
      const all = {
        GITLAB_ECR_BUNDLE: join(home, "gitlab-ecr.cjs"),
        ...variables,
        CI_PROJECT_DIR: jobFolder("$CI_JOB_NAME"),
      };
      const file = join(home, ".gitlab-ci-local", "variables.yml");
      await writeFile(file, JSON.stringify({ global: asVariables(all) }), { mode: 0o600 });
      const child = execa(process.execPath, [gitlabCiLocal, ...runnerOptions, `--home=${home}`, ...jobs], {
        cwd: folder,
        env: {
          ...environment,
          PATH: [...path, dirname(process.execPath), environment.PATH].join(":"),
          NO_COLOR: "1",
        },
        extendEnv: false,
        reject: false,
        all: true,
        stdin: "ignore",
        // A group of its own, which ends as one: gitlab-ci-local leaves its jobs running when it is stopped.
        detached: true,
      });
      const stop = () => void (child.pid !== undefined && process.kill(-child.pid, "SIGTERM"));
      signal?.addEventListener("abort", stop, { once: true });
      try {
        if (onLine !== undefined) createInterface({ input: child.all }).on("line", onLine);
        const { exitCode, all: output } = await child;
        signal?.throwIfAborted();
        return { exitCode, output };
      } finally {
        signal?.removeEventListener("abort", stop);
      }
    },
    remove: () => rm(home, { recursive: true, force: true }),
  };
}

/** Said at length, since gitlab-ci-local takes a value that begins with a slash for a file to copy. */
function asVariables(variables: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, { type: "variable", values: { "*": value } }]),
  );
}
