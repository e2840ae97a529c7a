import { describe, expect, test } from "vitest";
import { addressesOf } from "../../scripts/release/addresses.ts";
import { notesOf, releaseChangelog } from "../../scripts/release/changelog.ts";
import { refuseVersion } from "../../scripts/release/version.ts";

describe("the changelog of a release", () => {
  const first = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- One thing.\n";
  const released = "# Changelog\n\n## [Unreleased]\n\n## [1.0.0] - 2026-11-24\n\n### Added\n\n- One thing.\n";

  test("gives what was unreleased a version and a date", () => {
    expect(releaseChangelog(first, "1.0.0", "2026-11-24")).toBe(released);
  });

  test("keeps the sections of earlier ones", () => {
    const next = released.replace("[Unreleased]\n", "[Unreleased]\n\n### Fixed\n\n- Another.\n");
    const text = releaseChangelog(next, "1.0.1", "2026-12-01");
    expect(text).toContain("## [Unreleased]\n\n## [1.0.1] - 2026-12-01\n\n### Fixed\n\n- Another.\n\n## [1.0.0]");
    expect(notesOf(text, "1.0.1")).toBe("### Fixed\n\n- Another.\n");
    expect(notesOf(text, "1.0.0")).toBe("### Added\n\n- One thing.\n");
  });

  test("needs something to say, and a version that isn't there yet", () => {
    expect(() => releaseChangelog(released, "1.0.1", "2026-12-01")).toThrow("nothing under [Unreleased]");
    expect(() => releaseChangelog(released, "1.0.0", "2026-12-01")).toThrow("has a section 1.0.0 already");
    expect(() => releaseChangelog("# Changelog\n", "1.0.0", "2026-12-01")).toThrow("no section [Unreleased]");
    expect(() => notesOf(first, "1.0.0")).toThrow("no section 1.0.0");
  });
});

describe("a release's version", () => {
  test.each([
    ["1.0.0", "0.0.0"],
    ["1.2.10", "1.2.9"],
    ["2.0.0", "1.9.9"],
    ["1.0.0", "1.0.0-rc.1"],
    ["1.0.0-rc.2", "1.0.0-rc.1"],
    ["1.1.0-rc.1", "1.0.0"],
    ["1.0.0-rc.10", "1.0.0-rc.9"],
    ["1.0.0-rc", "1.0.0-beta.2"],
    ["1.0.0-rc.1", "1.0.0-rc"],
    ["1.0.0-rc", "1.0.0-1"],
  ])("%s may come after %s", (next, current) => {
    expect(() => refuseVersion(next, current)).not.toThrow();
  });

  test.each([
    ["1.0.0", "1.0.0"],
    ["1.2.9", "1.2.10"],
    ["0.9.9", "1.0.0"],
    ["1.0.0-rc.1", "1.0.0-rc.1"],
    ["1.0.0-rc.1", "1.0.0"],
    ["1.0.0-rc.1", "1.0.0-rc.2"],
    ["1.0.0-rc.9", "1.0.0-rc.10"],
    ["1.0.0-rc", "1.0.0-rc.1"],
    ["1.0.0-1", "1.0.0-rc"],
  ])("%s can't come after %s", (next, current) => {
    expect(() => refuseVersion(next, current)).toThrow(`${next} doesn't come after ${current}`);
  });

  test.each([
    ...["v1.0.0", "1.0", "1.0.0 ", "latest", ""],
    ...["01.0.0", "1.0.0-", "1.0.0-rc..1", "1.0.0-01", "1.0.0+build", "1.0.0\n"],
  ])("%j is none", (next) => {
    expect(() => refuseVersion(next, "0.0.0")).toThrow("isn't a semantic version");
  });
});

describe("a release's addresses", () => {
  test("are those of the project's registries", () => {
    expect(addressesOf("https://gitlab.com/Org/team/gitlab-ecr.git", "1.0.0")).toEqual({
      url: "https://gitlab.com/api/v4/projects/Org%2Fteam%2Fgitlab-ecr/packages/generic/gitlab-ecr/1.0.0/gitlab-ecr.cjs",
      archiveUrl:
        "https://gitlab.com/api/v4/projects/Org%2Fteam%2Fgitlab-ecr/packages/generic/gitlab-ecr/1.0.0/gitlab-ecr.tar",
      image: "registry.gitlab.com/org/team/gitlab-ecr:1.0.0",
    });
  });

  test("have the instance's own container registry", () => {
    const { image } = addressesOf("https://git.example.com/org/gitlab-ecr", "1.0.0", "git.example.com:5050");
    expect(image).toBe("git.example.com:5050/org/gitlab-ecr:1.0.0");
  });

  test.each([
    ...["https://gitlab.com", "https://gitlab.com/org", "https://gitlab.com/org/a b"],
    ...["gitlab.com/org/gitlab-ecr", "http://gitlab.com/org/gitlab-ecr", "git@gitlab.com:org/gitlab-ecr.git", ""],
  ])("%j has none", (url) => {
    expect(() => addressesOf(url, "1.0.0")).toThrow("isn't the address of a project");
  });

  test.each(["https://registry.gitlab.com", "registry.gitlab.com/org", ""])("%j is no registry's host", (host) => {
    expect(() => addressesOf("https://gitlab.com/org/gitlab-ecr", "1.0.0", host)).toThrow("isn't the host of");
  });
});
