import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { costOf, type Program, typicalCosts } from "./child-cost.ts";
import type { FakeProcess } from "./fake-process.ts";
import type { Figure } from "./figures.ts";

/** What the credential helper costs once it has a password, over Node's own start. */
export async function credentialHelperFigure(
  { environment }: FakeProcess,
  dist: string,
  home: string,
  rounds: number,
): Promise<Figure> {
  const host = "455931011959.dkr.ecr.ap-northeast-1.amazonaws.com";
  const input = join(home, "server");
  const bin = join(home, "bin");
  const helperFile = join(dist, "docker-credential-gitlab-ecr.cjs");
  await writeFile(input, host);
  await mkdir(bin);
  await symlink(helperFile, join(bin, "docker-credential-gitlab-ecr"));
  const variables = {
    PATH: `${bin}:${process.env.PATH}`,
    HOME: home,
    DOCKER_CONFIG: join(home, "helper-config"),
    ...environment,
  };
  const program = (...args: readonly string[]): Program => ({
    command: [process.execPath, ...args],
    environment: variables,
    input,
  });
  const get = program(helperFile, "get");
  await costOf(program(join(dist, "gitlab-ecr.cjs"), "login", "--engine", "helper", host));
  const { helper, bare } = await typicalCosts({ helper: get, bare: program("/dev/null") }, rounds);
  return {
    what: "CPU of the credential helper with a kept password, over Node's start",
    value: helper.cpu / bare.cpu,
    limit: 1.3,
  };
}
