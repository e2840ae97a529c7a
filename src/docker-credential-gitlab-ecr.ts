#!/usr/bin/env node
import { readFileSync, writeSync } from "node:fs";
import { homeFolder } from "./adapters/system/home-folder.ts";
import { cachedAnswer } from "./cli/credential-helper-cached.ts";

// The program that container tools call. What it hands out from its cache must cost hardly more than Node's own start:
// it loads nothing else for that, and all of gitlab-ecr where the cache doesn't do.

const [action = "", ...rest] = process.argv.slice(2);
const server = action === "get" && rest.length === 0 ? readInput() : undefined;
const answer = server === undefined ? undefined : cachedAnswer(server, process.env, homeFolder());
if (answer === undefined) {
  void runCommand(server);
} else {
  writeSync(1, answer);
  // At once: nothing is left to wait for, and to let Node find that out costs a millisecond.
  process.exit();
}

/** All of standard input; `undefined` where it can't be read at once, which the command then does. */
function readInput(): string | undefined {
  try {
    return readFileSync(0, "utf8");
  } catch {
    return undefined;
  }
}

async function runCommand(input: string | undefined): Promise<void> {
  const args = rest.length === 0 && input !== undefined ? [input.trim()] : rest;
  process.argv.splice(2, Number.POSITIVE_INFINITY, "credential-helper", "--", action, ...args);
  // The protocol decides what goes to standard output.
  delete process.env.GITLAB_ECR_JSON;
  delete process.env.GITLAB_ECR_QUIET;
  try {
    await import("./bin.ts");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
    const where = `the files that it needs aren't beside ${process.argv[1]}`;
    writeSync(1, `docker-credential-gitlab-ecr: ${where}. Install the npm package gitlab-ecr, or the whole release.\n`);
    process.exitCode = 1;
  }
}
