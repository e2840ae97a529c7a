import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { describeWith } from "../e2e/require-tool.ts";
import { readTemplate } from "./template.ts";

const registry = "455931011959.dkr.ecr.ap-northeast-1.amazonaws.com";
const image = `${registry}/team/app`;
const sha = "0123456789abcdef0123456789abcdef01234567";
const id = `sha256:${"1d".repeat(32)}`;
const pushedDigest = `sha256:${"ab".repeat(32)}`;

/** What a job has at the inputs' defaults, as GitLab would expand it. */
const defaults = {
  CI_COMMIT_BRANCH: "main",
  CI_COMMIT_REF_NAME: "main",
  CI_COMMIT_REF_SLUG: "main",
  CI_COMMIT_SHA: sha,
  CI_COMMIT_TIMESTAMP: "2026-11-24T06:00:00+00:00",
  CI_DEFAULT_BRANCH: "main",
  CI_JOB_ID: "4711",
  CI_PROJECT_NAME: "app",
  CI_PROJECT_TITLE: 'An "App" of $(touch pwned)',
  CI_PROJECT_URL: "https://gitlab.example.com/team/app",
  GITLAB_ECR_PUSH_BUILD_ARGS: "",
  GITLAB_ECR_PUSH_CACHE: "",
  GITLAB_ECR_PUSH_CONTEXT: ".",
  GITLAB_ECR_PUSH_DOCKER: "dind",
  GITLAB_ECR_PUSH_DOCKERFILE: "",
  GITLAB_ECR_PUSH_ENV_FILE: "ecr-push.env",
  GITLAB_ECR_PUSH_ENV_PREFIX: "ECR",
  GITLAB_ECR_PUSH_LABELS: "false",
  GITLAB_ECR_PUSH_PLATFORMS: "",
  GITLAB_ECR_PUSH_PROVENANCE: "none",
  GITLAB_ECR_PUSH_REPOSITORY: "team/app",
  GITLAB_ECR_PUSH_TAGS: "",
  GITLAB_ECR_PUSH_TAG_LATEST: "false",
  GITLAB_ECR_PUSH_TAG_REF: "false",
  GITLAB_ECR_PUSH_TAG_SEMVER: "false",
  GITLAB_ECR_PUSH_TAG_SHA: "true",
  GITLAB_ECR_PUSH_TARGET: "",
};

/** A docker that notes its arguments, one call a line, and then does what the test says for the call's beginning. */
const dockerProgram = `#!/bin/sh
{ for one do printf '<%s>' "$one"; done; echo; } >>"$HOME/calls"
case "$1 $2" in
  'version '*) test ! -e "$HOME/no-daemon" ;;
  'image inspect') echo "$DOCKER_ID" ;;
  'manifest inspect') printf '%s' "$DOCKER_MANIFEST"; test -n "$DOCKER_MANIFEST" ;;
  'buildx build')
    while [ "$1" != --metadata-file ]; do shift; done
    printf '{\\n  "containerimage.config.digest": "sha256:%s",\\n  "containerimage.digest": "%s"\\n}\\n' "$(printf '%064d' 0)" "$DOCKER_DIGEST" >"$2"
    ;;
  'buildx imagetools') test "$3" != inspect || printf '%s' "$DOCKER_THERE" ;;
  'push '*)
    if [ -s "$HOME/answers" ]; then
      sed -n 1p "$HOME/answers" >&2
      sed -i 1d "$HOME/answers"
      exit 1
    fi
    printf 'aa: Pushed\\n%s: digest: %s size: 524\\n' "\${2##*:}" "$DOCKER_DIGEST"
    ;;
  'build '*) test ! -e "$HOME/build-fails" ;;
esac
`;

/** A buildah that does the like, whose registry may have a tag that can't move. */
const buildahProgram = `#!/bin/sh
{ for one do printf '<%s>' "$one"; done; echo; } >>"$HOME/calls"
case "$1" in
  build)
    test -z "$SOURCE_DATE_EPOCH" || exit 9
    while [ "$1" != --iidfile ]; do shift; done
    printf '%s' "$DOCKER_ID" >"$2"
    ;;
  push)
    if [ -s "$HOME/answers" ]; then
      sed -n 1p "$HOME/answers" >&2
      sed -i 1d "$HOME/answers"
      exit 1
    fi
    printf '%s' "$DOCKER_DIGEST" >"$3"
    ;;
  pull) printf '%s\\n' "$BUILDAH_THERE" ;;
  inspect) printf '%s\\n' "$DOCKER_DIGEST" ;;
esac
`;

let script: string;
let after: string;
let folder: string;
let project: string;

beforeAll(async () => {
  const job = (await readTemplate("push")).jobs()["ecr-push"] as unknown as Record<string, readonly string[]>;
  script = (job.script ?? []).join("\n");
  after = job.after_script?.[0] ?? "";
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gitlab-ecr-push-"));
  project = join(folder, "project");
  await Promise.all([mkdir(join(folder, "bin")), mkdir(project), mkdir(`${project}.tmp`)]);
  await writeFile(`${project}.tmp/login.env`, `ECR_REGISTRY=${registry}\nECR_REGISTRIES=${registry} other\n`);
  await program("docker", dockerProgram);
  await program("sleep", '#!/bin/sh\necho "$1" >>"$HOME/slept"\n');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function program(name: string, text: string): Promise<void> {
  await writeFile(join(folder, "bin", name), text);
  await chmod(join(folder, "bin", name), 0o755);
}

describe.each([
  { tool: "dash", shell: ["dash"], strict: "set -eu" },
  { tool: "busybox", shell: ["busybox", "ash"], strict: "set -e" },
  { tool: "bash", shell: ["bash"], strict: "set -eo pipefail" },
])("in $tool", ({ tool, shell: [file = "", ...options], strict }) => {
  async function run(variables: Record<string, string | undefined> = {}, text = script, kept: string[] = []) {
    const { stdout: shell } = await execa("sh", ["-c", `command -v ${file}`]);
    const path = join(folder, "script");
    await writeFile(path, `${strict}\n${text}\necho 'the job goes on'\n`);
    const env = {
      PATH: `${join(folder, "bin")}:/usr/bin:/bin`,
      HOME: folder,
      DOCKER_CONFIG: `${project}.tmp/gitlab-ecr-4711`,
      DOCKER_ID: id,
      DOCKER_DIGEST: pushedDigest,
      DOCKER_MANIFEST: "",
      DOCKER_THERE: "",
      CI_PROJECT_DIR: project,
      GITLAB_ECR_WRITE_ENV: `${project}.tmp/login.env`,
      ...defaults,
      ...variables,
    };
    const ended = await execa(shell, [...options, path], {
      env,
      extendEnv: false,
      reject: false,
      cwd: project,
      all: true,
    });
    expect(
      (await readdir(`${project}.tmp`)).filter((name) => !["login.env", "gitlab-ecr-4711", ...kept].includes(name)),
    ).toEqual([]);
    expect(await readdir(project)).not.toContain("pwned");
    return { ...ended, calls: await callsOfDocker() };
  }

  /** docker's calls but for the question whether the daemon answers. */
  async function callsOfDocker(): Promise<string[]> {
    const text = await readFile(join(folder, "calls"), "utf8").catch(() => "");
    return text.split("\n").filter((line) => line !== "" && line !== "<version>");
  }

  async function tagsOf(variables: Record<string, string | undefined>): Promise<string[]> {
    const { calls, exitCode, all } = await run(variables);
    expect(exitCode, all).toBe(0);
    return calls.flatMap((call) => /^<push><(.*)>$/.exec(call)?.[1]?.slice(image.length + 1) ?? []);
  }

  describeWith([tool], "the script", () => {
    test("builds, looks what is there, pushes, and says what it pushed", async () => {
      const { calls, exitCode, stderr, stdout } = await run();
      expect([exitCode, calls]).toEqual([
        0,
        [
          `<build><--tag><${image}:${sha}><--><.>`,
          `<image><inspect><--format><{{.Id}}><${image}:${sha}>`,
          `<manifest><inspect><--verbose><${image}:${sha}>`,
          `<push><${image}:${sha}>`,
        ],
      ]);
      expect(stderr).toContain(`gitlab-ecr: The image is ${image}@${pushedDigest}`);
      expect(stdout).toContain("the job goes on");
    });

    test("writes what later jobs need, under the names that were asked for", async () => {
      await run({ GITLAB_ECR_PUSH_ENV_PREFIX: "APP", GITLAB_ECR_PUSH_TAGS: "a,b" });
      expect(await readFile(join(project, "ecr-push.env"), "utf8")).toBe(
        [
          `APP_IMAGE=${image}@${pushedDigest}`,
          `APP_DIGEST=${pushedDigest}`,
          "APP_REPOSITORY=team/app",
          `APP_REGISTRY=${registry}`,
          `APP_TAGS=${sha} a b`,
          "",
        ].join("\n"),
      );
    });

    describe("with create_repository", () => {
      const own = { GITLAB_ECR_PUSH_CREATE_REPOSITORY: "true" };
      const noting = `#!/bin/sh
{ for one do printf '<%s>' "$one"; done; echo; } >>"$HOME/calls"
test ! -e "$HOME/refused"
`;

      test("creates the repository before it builds", async () => {
        await program("gitlab-ecr", noting);
        const { calls, exitCode } = await run(own);
        expect([exitCode, calls.slice(0, 2)]).toEqual([
          0,
          ["<create-repository><team/app>", `<build><--tag><${image}:${sha}><--><.>`],
        ]);
      });

      test("takes the file in GITLAB_ECR_BUNDLE, else what the login downloaded", async () => {
        await program("node", noting);
        const bundle = join(folder, "my own.cjs");
        expect((await run({ ...own, GITLAB_ECR_BUNDLE: bundle })).calls[0]).toBe(
          `<${bundle}><create-repository><team/app>`,
        );
        const downloaded = `${project}.tmp/gitlab-ecr-4711.abc123`;
        await mkdir(downloaded);
        await writeFile(join(downloaded, "gitlab-ecr.cjs"), "");
        await rm(join(folder, "calls"));
        const { calls } = await run(own, script, ["gitlab-ecr-4711.abc123"]);
        expect(calls[0]).toBe(`<${downloaded}/gitlab-ecr.cjs><create-repository><team/app>`);
      });

      test("builds nothing where that fails", async () => {
        await program("gitlab-ecr", noting);
        await writeFile(join(folder, "refused"), "");
        const { calls, exitCode, stderr, stdout } = await run(own);
        expect([exitCode, calls]).toEqual([1, ["<create-repository><team/app>"]]);
        expect(stderr).toContain("The repository team/app couldn't be created (input create_repository).");
        expect(stdout).not.toContain("the job goes on");
      });

      test.each(["false", "", "yes", undefined, "$(touch pwned)"])("given as %j creates nothing", async (value) => {
        await program("gitlab-ecr", noting);
        const { calls } = await run({ GITLAB_ECR_PUSH_CREATE_REPOSITORY: value });
        expect(calls[0]).toMatch(/^<build>/);
      });
    });

    describe("skips a tag", () => {
      const config = `{\n\t"Ref": "x",\n\t"Descriptor": {\n\t\t"digest": "${pushedDigest}",\n\t\t"size": 1\n\t},\n\t"SchemaV2Manifest": {\n\t\t"config": {\n\t\t\t"digest": "${id}"\n\t\t}\n\t}\n}`;

      test("that is this image by its configuration, as docker's own store knows it", async () => {
        const { calls, exitCode, stderr } = await run({ DOCKER_MANIFEST: config });
        expect([exitCode, calls.filter((call) => call.startsWith("<push>"))]).toEqual([0, []]);
        expect(stderr).toContain(`${image}:${sha} is this image already: nothing to push.`);
        expect(stderr).toContain(`The image is ${image}@${pushedDigest}`);
      });

      test("that is this image by its manifest, as containerd's store knows it", async () => {
        const { calls, stderr } = await run({
          DOCKER_MANIFEST: config.replace(id, "sha256:other"),
          DOCKER_ID: pushedDigest,
        });
        expect(calls.filter((call) => call.startsWith("<push>"))).toEqual([]);
        expect(stderr).toContain(`The image is ${image}@${pushedDigest}`);
      });

      test.each([
        ["another image", config.replace(id, `sha256:${"2e".repeat(32)}`)],
        ["an index that holds this image among others", `[${config}]`],
        ["nothing", ""],
      ])("but not one that is %s", async (_, manifest) => {
        const { calls } = await run({ DOCKER_MANIFEST: manifest });
        expect(calls.at(-1)).toBe(`<push><${image}:${sha}>`);
      });
    });

    describe("tags with", () => {
      const none = { GITLAB_ECR_PUSH_TAG_SHA: "false" };
      const semver = { ...none, GITLAB_ECR_PUSH_TAG_SEMVER: "true", GITLAB_ECR_PUSH_TAGS: "x" };

      test("the ref's slug, latest on the default branch, and tags of one's own, each once", async () => {
        const variables = {
          GITLAB_ECR_PUSH_TAG_REF: "true",
          GITLAB_ECR_PUSH_TAG_LATEST: "true",
          GITLAB_ECR_PUSH_TAGS: "one, two\nlatest  three,one",
        };
        expect(await tagsOf(variables)).toEqual([sha, "main", "latest", "one", "two", "three"]);
      });

      test.each([
        ["another branch", { CI_COMMIT_BRANCH: "feature" }],
        ["a merge request", { CI_COMMIT_BRANCH: undefined }],
        ["a tag", { CI_COMMIT_BRANCH: undefined, CI_COMMIT_TAG: "v1.0.0" }],
      ])("no latest for %s", async (_, variables) => {
        expect(await tagsOf({ ...variables, GITLAB_ECR_PUSH_TAG_LATEST: "true" })).toEqual([sha]);
      });

      test.each([
        ["v1.2.3", ["1.2.3", "1.2", "1"]],
        ["10.20.30", ["10.20.30", "10.20", "10"]],
        ["v0.4.1", ["0.4.1", "0.4"]],
        ["v1.2.3-rc.1", ["1.2.3-rc.1"]],
        ["v1.2.3+build.5", ["1.2.3_build.5"]],
        ["v1.2.3-rc.1+b", ["1.2.3-rc.1_b"]],
        ["v1.2", []],
        ["v01.2.3", []],
        ["v1.2.3.4", []],
        ["release", []],
        ["v1.2.3; touch pwned", []],
        ["$(touch pwned)", []],
        ["1.2.3\ntouch pwned", []],
      ])("the versions of the Git tag %s", async (tag, expected) => {
        expect(await tagsOf({ ...semver, CI_COMMIT_TAG: tag, CI_COMMIT_BRANCH: undefined })).toEqual([
          ...expected,
          "x",
        ]);
      });

      test.each(["-x", ".x", "a:b", "$NAME", "a/b", "`touch pwned`", '"', "a'", "x".repeat(129)])(
        "no tag that docker wouldn't take: %j",
        async (tag) => {
          const { calls, exitCode, stderr } = await run({ GITLAB_ECR_PUSH_TAGS: tag });
          expect([exitCode, calls]).toEqual([1, []]);
          expect(stderr).toContain("is no tag");
        },
      );

      test("at least one tag", async () => {
        const { calls, exitCode, stderr } = await run(none);
        expect([exitCode, calls]).toEqual([1, []]);
        expect(stderr).toContain("There is no tag to push");
      });
    });

    describe("gives docker", () => {
      test("each option as one word, whatever is in it", async () => {
        const { calls } = await run({
          GITLAB_ECR_PUSH_BUILD_ARGS: "A=two words, \"quoted\" '$(touch pwned)' *\n\nB\nC=`touch pwned`;x",
          GITLAB_ECR_PUSH_CONTEXT: "a folder/$(touch pwned)",
          GITLAB_ECR_PUSH_DOCKERFILE: "a 'Dockerfile'",
          GITLAB_ECR_PUSH_TARGET: "main; touch pwned",
          GITLAB_ECR_PUSH_PLATFORMS: "linux/arm64",
        });
        expect(calls[0]).toBe(
          "<build><--file><a 'Dockerfile'><--target><main; touch pwned>" +
            "<--build-arg><A=two words, \"quoted\" '$(touch pwned)' *><--build-arg><B><--build-arg><C=`touch pwned`;x>" +
            `<--platform><linux/arm64><--tag><${image}:${sha}><--><a folder/$(touch pwned)>`,
        );
      });

      test("labels from the pipeline, without those that it doesn't know", async () => {
        const { calls } = await run({
          GITLAB_ECR_PUSH_LABELS: "true",
          CI_COMMIT_TIMESTAMP: "",
          CI_COMMIT_REF_NAME: "a\"b'c$(touch pwned)",
        });
        const labels = [...(calls[0] ?? "").matchAll(/<--label><org\.opencontainers\.image\.(.*?)>/g)].map(
          ([, one]) => one,
        );
        expect(labels).toEqual([
          `revision=${sha}`,
          "source=https://gitlab.example.com/team/app",
          "url=https://gitlab.example.com/team/app",
          "version=a\"b'c$(touch pwned)",
          'title=An "App" of $(touch pwned)',
        ]);
      });
    });

    describe("with buildx", () => {
      const builder = "gitlab-ecr-4711";

      test("pushes several platforms by digest and then sets the tags", async () => {
        const { calls, exitCode, all } = await run({
          GITLAB_ECR_PUSH_PLATFORMS: "linux/amd64, linux/arm64",
          GITLAB_ECR_PUSH_CACHE: "build-cache",
          GITLAB_ECR_PUSH_TAGS: "x",
          GITLAB_ECR_PUSH_BUILD_ARGS: "A=1 2",
        });
        expect(exitCode, all).toBe(0);
        const build = calls.find((call) => call.startsWith("<buildx><build>"));
        expect(build?.replace(/<[^<]*\/metadata>/, "<METADATA>")).toBe(
          `<buildx><build><--builder><${builder}><--build-arg><A=1 2><--platform><linux/amd64,linux/arm64>` +
            `<--cache-from><type=registry,ref=${image}:build-cache>` +
            `<--cache-to><type=registry,ref=${image}:build-cache,mode=max,image-manifest=true,oci-mediatypes=true>` +
            "<--provenance><false><--metadata-file><METADATA>" +
            `<--output><type=image,name=${image},push=true,push-by-digest=true><--><.>`,
        );
        expect(calls.filter((call) => call !== build)).toEqual([
          "<buildx><version>",
          `<context><create><${builder}>`,
          `<buildx><create><--name><${builder}><--driver><docker-container><${builder}>`,
          ...[sha, "x"].flatMap((tag) => [
            `<buildx><imagetools><inspect><--builder><${builder}><--format><{{.Manifest.Digest}}><${image}:${tag}>`,
            `<buildx><imagetools><create><--builder><${builder}><--prefer-index=false><--tag><${image}:${tag}><${image}@${pushedDigest}>`,
          ]),
        ]);
        expect(await readFile(join(project, "ecr-push.env"), "utf8")).toContain(`ECR_IMAGE=${image}@${pushedDigest}\n`);
      });

      test("leaves a tag alone that is this image", async () => {
        const { calls, stderr } = await run({ GITLAB_ECR_PUSH_PROVENANCE: "max", DOCKER_THERE: pushedDigest });
        expect(calls.join()).toContain("<--provenance><mode=max>");
        expect(calls.join()).not.toContain("<imagetools><create>");
        expect(stderr).toContain("is this image already");
      });

      test("keeps the cache in another repository where one is named", async () => {
        const { calls } = await run({ GITLAB_ECR_PUSH_CACHE: "team/cache:main" });
        expect(calls.join()).toContain(`<--cache-from><type=registry,ref=${registry}/team/cache:main>`);
      });

      test("fails where the build told no digest", async () => {
        const { exitCode, stderr } = await run({ GITLAB_ECR_PUSH_CACHE: "c", DOCKER_DIGEST: "" });
        expect(exitCode).toBe(1);
        expect(stderr).toContain("buildx told no digest");
      });
    });

    describe("with buildah", () => {
      const buildah = { GITLAB_ECR_PUSH_ENGINE: "buildah", BUILDAH_THERE: "" };
      const immutable =
        "tag invalid: The image tag 'x' already exists in the 'team/app' repository and cannot be overwritten because the repository is immutable.";
      const answers = (...lines: string[]) => writeFile(join(folder, "answers"), `${lines.join("\n")}\n`);
      beforeEach(() => program("buildah", buildahProgram));

      test("builds and pushes each tag, without docker and its daemon, and says what it pushed", async () => {
        await rm(join(folder, "bin", "docker"));
        const { calls, exitCode, all } = await run({ ...buildah, GITLAB_ECR_PUSH_TAGS: "x" });
        expect(exitCode, all).toBe(0);
        expect(calls.map((call) => call.replace(/<[^<]*\/(id|digest)>/, "<FOLDER/$1>"))).toEqual([
          `<build><--tag><${image}:${sha}><--tag><${image}:x><--iidfile><FOLDER/id><--><.>`,
          `<push><--digestfile><FOLDER/digest><${image}:${sha}>`,
          `<push><--digestfile><FOLDER/digest><${image}:x>`,
        ]);
        expect(await readFile(join(project, "ecr-push.env"), "utf8")).toContain(`ECR_IMAGE=${image}@${pushedDigest}\n`);
      });

      test("gives it each option as one word, and the times of the image as an option", async () => {
        const { calls } = await run({
          ...buildah,
          GITLAB_ECR_PUSH_BUILD_ARGS: "A=two words, \"quoted\" '$(touch pwned)' *\nB",
          GITLAB_ECR_PUSH_DOCKERFILE: "a 'Dockerfile'",
          GITLAB_ECR_PUSH_TARGET: "main; touch pwned",
          GITLAB_ECR_PUSH_PLATFORMS: "linux/arm64",
          SOURCE_DATE_EPOCH: "1790000000",
        });
        expect(calls[0]?.replace(/<[^<]*\/id>/, "<FOLDER/id>")).toBe(
          "<build><--file><a 'Dockerfile'><--target><main; touch pwned>" +
            "<--build-arg><A=two words, \"quoted\" '$(touch pwned)' *><--build-arg><B><--platform><linux/arm64>" +
            `<--tag><${image}:${sha}><--timestamp><1790000000><--iidfile><FOLDER/id><--><.>`,
        );
      });

      test("takes a tag that can't move for pushed where it is this image", async () => {
        await answers(immutable);
        const { exitCode, stderr } = await run({ ...buildah, BUILDAH_THERE: id.slice("sha256:".length) });
        expect(exitCode, stderr).toBe(0);
        expect(stderr).toContain(`${image}:${sha} is this image already: nothing to push.`);
        expect(stderr).toContain(`The image is ${image}@${pushedDigest}`);
      });

      test.each(["2e".repeat(32), ""])("but not where it is another, or unknown: %j", async (there) => {
        await answers(immutable);
        const { exitCode, stderr } = await run({ ...buildah, BUILDAH_THERE: there });
        expect(exitCode).toBe(1);
        expect(stderr).toContain("A tag of team/app is taken by another image");
      });

      test("tries again where the registry throttles, and names itself in what it explains", async () => {
        await answers("toomanyrequests: Rate exceeded", "unauthorized: authentication required");
        const { exitCode, stderr } = await run(buildah);
        expect(exitCode).toBe(1);
        expect(stderr).toContain("the next attempt is in 3 seconds");
        expect(stderr).toContain(`buildah isn't logged in to ${registry}.`);
      });

      test.each([
        { GITLAB_ECR_PUSH_PLATFORMS: "linux/amd64,linux/arm64" },
        { GITLAB_ECR_PUSH_CACHE: "cache" },
        { GITLAB_ECR_PUSH_PROVENANCE: "max" },
      ])("builds nothing with %j, which it doesn't do", async (variables) => {
        const { calls, exitCode, stderr } = await run({ ...buildah, ...variables });
        expect([exitCode, calls]).toEqual([1, []]);
        expect(stderr).toContain("need docker with buildx");
      });

      test("says so where it isn't there", async () => {
        await rm(join(folder, "bin", "buildah"));
        const { stderr } = await run({ ...buildah, PATH: join(folder, "bin") });
        expect(stderr).toContain("This job has no buildah command");
      });
    });

    test.each(["kaniko", "$(touch pwned)"])("%j is no engine", async (engine) => {
      const { calls, exitCode, stderr } = await run({ GITLAB_ECR_PUSH_ENGINE: engine });
      expect([exitCode, calls]).toEqual([1, []]);
      expect(stderr).toContain("There is no engine");
    });

    describe("a push that fails", () => {
      const answers = (...lines: string[]) => writeFile(join(folder, "answers"), `${lines.join("\n")}\n`);
      const slept = async () =>
        (await readFile(join(folder, "slept"), "utf8").catch(() => "")).split("\n").filter(Boolean);

      test.each([
        "toomanyrequests: Rate exceeded",
        "received unexpected HTTP status: 503 Service Unavailable",
        "error parsing HTTP 429 response body: Too Many Requests",
        "denied: ThrottlingException",
      ])("is tried again after %j", async (line) => {
        await answers(line, line);
        const { calls, exitCode } = await run();
        expect(exitCode).toBe(0);
        expect(calls.filter((call) => call.startsWith("<push>"))).toHaveLength(3);
        // 2 and 4 seconds, and what job 4711 adds to it.
        expect(await slept()).toEqual(["3", "7"]);
      });

      test("is tried six times at most", async () => {
        await answers(...Array.from({ length: 9 }, () => "toomanyrequests: Rate exceeded"));
        const { calls, exitCode, stderr } = await run({ CI_JOB_ID: "a[$(touch pwned)]" });
        expect(exitCode).toBe(1);
        expect(calls.filter((call) => call.startsWith("<push>"))).toHaveLength(6);
        expect(await slept()).toEqual(["2", "4", "8", "16", "32"]);
        expect(stderr).toContain("still refuses after 6 attempts");
      });

      test.each([
        ["no basic auth credentials", "docker isn't logged in to"],
        [
          "name unknown: The repository with name 'team/app' does not exist in the registry with id '455931011959'",
          "aws ecr create-repository --repository-name team/app",
        ],
        [
          "tag invalid: The image tag 'x' already exists in the 'team/app' repository and cannot be overwritten because the repository is immutable.",
          "its tags are immutable",
        ],
        [
          "denied: User: x is not authorized to perform: ecr:InitiateLayerUpload on resource: y",
          "lacks this permission",
        ],
        ["denied: Your authorization token has expired. Reauthenticate and try again.", "has expired"],
        ["toomanyrequests: You have reached your pull rate limit.", "The push failed; docker says above why."],
        ["unexpected EOF", "The push failed; docker says above why."],
      ])("is told at once: %s", async (line, explained) => {
        await answers(line);
        const { calls, exitCode, stdout, stderr } = await run();
        expect(exitCode).toBe(1);
        expect(calls.filter((call) => call.startsWith("<push>"))).toHaveLength(1);
        expect(stdout).toContain(line);
        expect(stderr).toContain(explained);
        expect(stdout).not.toContain("the job goes on");
        expect(await readdir(project)).toEqual([]);
      });
    });

    describe("ends the job", () => {
      test("where the build fails", async () => {
        await writeFile(join(folder, "build-fails"), "");
        const { exitCode, calls, stdout, stderr } = await run();
        expect([exitCode, calls.length]).toEqual([1, 1]);
        expect(stderr).toContain("The build failed.");
        expect(stdout).not.toContain("the job goes on");
      });

      test.each([
        { GITLAB_ECR_PUSH_DOCKER: "dind", waited: 29 },
        { GITLAB_ECR_PUSH_DOCKER: "socket", waited: 0 },
      ])("where no daemon answers: $GITLAB_ECR_PUSH_DOCKER", async ({ waited, ...variables }) => {
        await writeFile(join(folder, "no-daemon"), "");
        const { exitCode, calls, stderr } = await run({ ...variables, DOCKER_HOST: "tcp://docker:2376" });
        expect([exitCode, calls]).toEqual([1, []]);
        expect(stderr).toContain("No Docker daemon answers at tcp://docker:2376.");
        const slept = await readFile(join(folder, "slept"), "utf8").catch(() => "");
        expect(slept.split("\n").filter(Boolean)).toHaveLength(waited);
      });

      test.each(["App", "app ", "/app", "app/", "$NAME", "", "a;b", "a\nb", "é"])(
        "for a repository that can't be one: %j",
        async (repository) => {
          const { exitCode, calls, stderr } = await run({ GITLAB_ECR_PUSH_REPOSITORY: repository });
          expect([exitCode, calls]).toEqual([1, []]);
          expect(stderr).toContain("ECR has no repository named");
        },
      );

      test("where the login was left out", async () => {
        await rm(`${project}.tmp/login.env`);
        const { exitCode, calls, stderr } = await run();
        expect([exitCode, calls]).toEqual([1, []]);
        expect(stderr).toContain("The login left no registry to push to.");
      });

      test("where there is no docker", async () => {
        await rm(join(folder, "bin", "docker"));
        const { stdout: real } = await execa("sh", ["-c", "command -v sed"]);
        const { exitCode, stderr } = await run({ PATH: join(folder, "bin"), SED: real });
        expect(exitCode).toBe(1);
        expect(stderr).toContain("This job has no docker command");
      });
    });

    test("looks for images of a registry on this machine as docker does", async () => {
      await writeFile(`${project}.tmp/login.env`, "ECR_REGISTRY=127.0.0.1:5000\n");
      const { calls } = await run();
      expect(calls).toContain(`<manifest><inspect><--insecure><--verbose><127.0.0.1:5000/team/app:${sha}>`);
    });

    describe("after the job", () => {
      test("takes away the builder that it made, and the file that told the registry", async () => {
        await mkdir(`${project}.tmp/gitlab-ecr-4711/buildx/instances`, { recursive: true });
        await writeFile(`${project}.tmp/gitlab-ecr-4711/buildx/instances/gitlab-ecr-4711`, "");
        const { calls, exitCode } = await run({}, after);
        expect([exitCode, calls]).toEqual([0, ["<buildx><rm><--force><gitlab-ecr-4711>"]]);
        expect(await readdir(`${project}.tmp`)).toEqual(["gitlab-ecr-4711"]);
      });

      test("has nothing to do where nothing was made", async () => {
        const { calls, all } = await run({}, after);
        expect([calls, all]).toEqual([[], "the job goes on"]);
      });
    });
  });
});
