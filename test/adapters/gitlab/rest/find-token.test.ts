import { expect, test } from "vitest";
import { loadGitlab } from "../../../../src/adapters/gitlab/index.ts";

const glab = `# What protocol to use
git_protocol: ssh
hosts:
    gitlab.com:
        token: !!null glpat-of-gitlab-com
        api_host: gitlab.com
    gitlab.example.com:
        token: oauth-of-example
        is_oauth2: "true"
    in.keyring:
        user: me
`;

interface Place {
  readonly environment?: Record<string, string>;
  readonly files?: Record<string, string>;
  readonly host?: string;
}

async function find({
  environment = {},
  files = { "/home/me/.config/glab-cli/config.yml": glab },
  host = "gitlab.com",
}: Place) {
  const { findToken } = await loadGitlab();
  const found = await findToken(host, {
    environment,
    homeDir: "/home/me",
    readText: async (path) => files[path] ?? null,
  });
  return { ...found, value: found.token?.secret.reveal() };
}

test("GITLAB_TOKEN comes first", async () => {
  const found = await find({ environment: { GITLAB_TOKEN: " glpat-variable\n" } });
  expect([found.value, found.token?.kind, found.token?.source]).toEqual(["glpat-variable", "private", "GITLAB_TOKEN"]);
});

test("glab's token for the host, as glab writes it", async () => {
  expect((await find({})).value).toBe("glpat-of-gitlab-com");
  const oauth = await find({ host: "gitlab.example.com" });
  expect([oauth.value, oauth.token?.kind]).toEqual(["oauth-of-example", "bearer"]);
});

test.each([
  ["GLAB_CONFIG_DIR", { GLAB_CONFIG_DIR: "/other" }, "/other/config.yml"],
  ["XDG_CONFIG_HOME", { XDG_CONFIG_HOME: "/xdg" }, "/xdg/glab-cli/config.yml"],
  ["macOS", {}, "/home/me/Library/Application Support/glab-cli/config.yml"],
])("where %s has it", async (_, environment, path) => {
  expect((await find({ environment, files: { [path]: glab } })).value).toBe("glpat-of-gitlab-com");
});

test.each([
  ["another host", { host: "gitlab.com.evil.example" }],
  ["a name that every object has", { host: "constructor" }],
  ["a token in the keyring", { host: "in.keyring" }],
  ["no file", { files: {} }],
  ["a file that isn't YAML", { files: { "/home/me/.config/glab-cli/config.yml": "{" } }],
  ["an empty file", { files: { "/home/me/.config/glab-cli/config.yml": "" } }],
  ["a job's token", { files: {}, environment: { CI_JOB_TOKEN: "x" } }],
])("none with %s, and where it was looked for", async (_, place: Place) => {
  const found = await find(place);
  expect(found.token).toBeNull();
  expect(found.looked).toContain("GITLAB_TOKEN");
  expect(found.looked.join()).toContain("config.yml");
});
