import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readGitRemote } from "../../../../src/core/setup/index.ts";

describe("a Git remote", () => {
  test.each([
    ["git@gitlab.com:org/app.git", "https://gitlab.com", "org/app", false],
    ["git@gitlab.example.com:org/team/cdk/app.git", "https://gitlab.example.com", "org/team/cdk/app", false],
    ["gitlab.example.com:org/app", "https://gitlab.example.com", "org/app", false],
    ["ssh://git@gitlab.example.com:2222/org/app.git", "https://gitlab.example.com", "org/app", false],
    ["git+ssh://git@gitlab.example.com/org/app.git", "https://gitlab.example.com", "org/app", false],
    ["ssh://git@altssh.gitlab.com:443/org/app.git", "https://gitlab.com", "org/app", false],
    ["https://gitlab.com/org/app.git", "https://gitlab.com", "org/app", true],
    ["https://oauth2:glpat-x@gitlab.com/org/app.git/", "https://gitlab.com", "org/app", true],
    ["https://gitlab.example.com:8443/org/app", "https://gitlab.example.com:8443", "org/app", true],
    ["http://gitlab.example.com/org/app.git", "http://gitlab.example.com", "org/app", true],
    ["https://GitLab.com/org/app.git", "https://gitlab.com", "org/app", true],
  ])("%s", (address, gitlabUrl, path, certain) => {
    expect(readGitRemote(address)).toEqual({ gitlabUrl, path, certain });
  });

  test("an instance below a path is known by its address", () => {
    const url = "https://example.com/gitlab/";
    expect(readGitRemote("https://example.com/gitlab/org/app.git", url)).toEqual({
      gitlabUrl: "https://example.com/gitlab",
      path: "org/app",
      certain: true,
    });
    expect(readGitRemote("git@example.com:org/app.git", url)?.path).toBe("org/app");
  });

  test.each([
    "/srv/git/app.git",
    "../app",
    "C:\\git\\app",
    "file:///srv/git/org/app",
    "",
    "git@host:app",
    "https://gitlab.com/",
    "a b@c:d/e",
    "https://gitlab.com/org/%2e%2e",
  ])("%j names no project", (address) => {
    expect(readGitRemote(address)).toBeNull();
  });

  const part = fc.stringMatching(/^[a-z0-9_][a-z0-9_.-]{0,12}$/).filter((name) => !name.endsWith(".git"));
  const host = fc.tuple(
    fc.stringMatching(/^[a-z][a-z0-9-]{0,8}[a-z]$/),
    fc.constantFrom("com", "example.org", "local"),
  );
  const path = fc.array(part, { minLength: 2, maxLength: 6 }).map((parts) => parts.join("/"));

  test("all ways to write one remote mean the same project", () => {
    fc.assert(
      fc.property(
        host,
        path,
        fc.integer({ min: 1, max: 65_535 }),
        fc.constantFrom("", ".git"),
        (names, at, port, end) => {
          const name = names.join(".");
          const written = [
            `git@${name}:${at}${end}`,
            `ssh://git@${name}/${at}${end}`,
            `ssh://git@${name}:${port}/${at}${end}`,
            `https://${name}/${at}${end}`,
            `https://user:secret@${name}/${at}${end}/`,
          ].map((address) => readGitRemote(address));
          for (const read of written) expect(read).toMatchObject({ gitlabUrl: `https://${name}`, path: at });
        },
      ),
    );
  });

  test("whatever is read is an address without credentials, and a path that planSetup takes", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          path.map((at) => `git@host.com:${at}`),
        ),
        (address) => {
          const read = readGitRemote(address);
          if (read === null) return;
          expect(read.path).toMatch(/^\w[\w.-]*(\/\w[\w.-]*)+$/);
          const url = new URL(read.gitlabUrl);
          expect([url.username, url.password, url.pathname]).toEqual(["", "", "/"]);
        },
      ),
    );
  });
});
