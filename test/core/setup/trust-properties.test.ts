import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluateTrustPolicy, lintTrustPolicy } from "../../../src/core/policy/index.ts";
import { planSetup, type SetupRequest } from "../../../src/core/setup/index.ts";
import { setupRequest } from "./setup-request.ts";

const segment = fc.stringMatching(/^[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,6}$/);
const path = fc.array(segment, { minLength: 2, maxLength: 4 }).map((parts) => parts.join("/"));
const id = fc.integer({ min: 1 }).map(String);
/** Names of branches that git allows, the awkward ones among them. */
const ref = fc
  .string({ unit: fc.constantFrom(..."abMX09_-/${}'\",é+%"), minLength: 1, maxLength: 12 })
  .filter((name) => !/^[/-]|\/$|\/\//.test(name));
const pattern = fc.oneof(
  ref,
  ref.map((name) => `${name}/*`),
  ref.map((name) => `*${name}`),
);
const audience = fc.constantFrom("sts.amazonaws.com", "https://gitlab.com", "ecr");
const issuers = ["https://gitlab.com", "https://gitlab.example.com", "https://example.com/gitlab"];
const components = fc.constantFrom<string[] | undefined>(
  undefined,
  ["project_id", "ref_type", "ref"],
  ["project_path", "ref", "ref_type"],
  ["project_path", "project_id", "ref_type", "ref", "ref_protected"],
  ["project_id", "ref_type", "ref", "environment", "environment_protected"],
);

/** A wish, with the ref (and environment) of a job that it is for. */
const wish = fc
  .record({
    path,
    id,
    audience,
    issuer: fc.constantFrom(...issuers),
    refType: fc.constantFrom("branch", "tag"),
    patterns: fc.array(pattern, { minLength: 1, maxLength: 3 }),
    components,
    filling: fc.stringMatching(/^[a-z0-9]{0,4}$/),
    protectedOnly: fc.boolean(),
  })
  .map((one) => {
    const told = one.issuer === issuers[0] || one.components?.includes("ref_protected") === true;
    const request: SetupRequest = setupRequest({
      gitlabUrl: "https://gitlab.example.org",
      issuer: one.issuer,
      audience: one.audience,
      projects: [{ path: one.path, id: one.id }],
      branches: one.refType === "branch" ? one.patterns : [],
      tags: one.refType === "tag" ? one.patterns : [],
      protectedOnly: told && one.protectedOnly,
      ...(one.components === undefined ? {} : { subComponents: one.components }),
      ...(one.components?.includes("environment") ? { environments: ["production"] } : {}),
    });
    const job = {
      issuer: one.issuer,
      audience: one.audience,
      project_path: one.path,
      project_id: one.id,
      ref_type: one.refType,
      ref: (one.patterns[0] ?? "").replaceAll("*", one.filling),
      ref_protected: "true",
      environment: "production",
      environment_protected: "true",
    };
    return { request, job, patterns: one.patterns, components: one.components ?? ["project_path", "ref_type", "ref"] };
  });

type Job = Readonly<Record<"issuer" | "audience" | "project_path" | "project_id" | "ref_type" | "ref", string>> &
  Readonly<Record<string, string>>;

/** The claims of a job's token, composed as the project says. */
function tokenOf({ issuer, audience: aud, ...claims }: Job, composed: readonly string[]) {
  const sub = composed.map((name) => `${name}:${claims[name]}`).join(":");
  return { ...claims, iss: issuer, aud, sub, namespace_path: claims.project_path?.replace(/\/[^/]*$/, "") };
}

function admits(request: SetupRequest, job: Job, composed: readonly string[]): boolean {
  const policy = planSetup(request).role?.trustPolicy;
  const { verdict } = evaluateTrustPolicy(policy, tokenOf(job, composed));
  expect(verdict).not.toBe("unknown");
  return verdict === "allow";
}

const matches = (pattern: string, name: string) =>
  new RegExp(
    `^${pattern
      .split("*")
      .map((text) => text.replace(/[^\w]/gu, "\\$&"))
      .join(".*")}$`,
  ).test(name);

describe("the trust policy of every wish", { timeout: 60_000 }, () => {
  test("admits a token of the wanted project and ref", () => {
    fc.assert(
      fc.property(wish, ({ request, job, components: composed }) => {
        expect(admits(request, job, composed)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test("rejects a token of another project, namespace, ref type, ref, audience or issuer", () => {
    const other = fc.record({ name: segment, space: path, id, ref, audience, issuer: fc.constantFrom(...issuers) });
    fc.assert(
      fc.property(wish, other, ({ request, job, patterns, components: composed }, stranger) => {
        const name = job.project_path.split("/").at(-1) ?? "";
        const space = job.project_path.slice(0, -name.length - 1);
        // Another project has another id, whatever its path; another path alone tells where sub or nothing has the id.
        const elsewhere = { project_id: stranger.id };
        const strangers: [boolean, Job][] = [
          [stranger.name !== name, { ...job, ...elsewhere, project_path: `${space}/${stranger.name}` }],
          [stranger.space !== space, { ...job, ...elsewhere, project_path: `${stranger.space}/${name}` }],
          [true, { ...job, ...elsewhere, project_path: `${space}/sub/${name}` }],
          [true, { ...job, ref_type: job.ref_type === "branch" ? "tag" : "branch" }],
          [!patterns.some((one) => matches(one, stranger.ref)), { ...job, ref: stranger.ref }],
          [stranger.audience !== job.audience, { ...job, audience: stranger.audience }],
          [stranger.issuer !== job.issuer, { ...job, issuer: stranger.issuer }],
        ];
        for (const [differs, token] of strangers) {
          if (differs && stranger.id !== job.project_id) expect(admits(request, token, composed)).toBe(false);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("rejects whoever took the path over, on gitlab.com or where sub holds the id", () => {
    fc.assert(
      fc.property(wish, id, ({ request, job, components: composed }, newId) => {
        const pinned = job.issuer === "https://gitlab.com" || composed.includes("project_id");
        fc.pre(newId !== job.project_id);
        expect(admits(request, { ...job, project_id: newId }, composed)).toBe(!pinned);
      }),
    );
  });

  test("rejects an unprotected ref where only protected ones are wanted, or sub tells", () => {
    fc.assert(
      fc.property(wish, ({ request, job, components: composed }) => {
        const asked = request.protectedOnly === true || composed.includes("ref_protected");
        expect(admits(request, { ...job, ref_protected: "false" }, composed)).toBe(!asked);
      }),
    );
  });

  test("grades safe by default on gitlab.com, and where sub holds the id", () => {
    fc.assert(
      fc.property(path, id, audience, fc.constantFrom(...issuers), (project, number, aud, issuer) => {
        const composed = issuer === "https://gitlab.com" ? {} : { subComponents: ["project_id", "ref_type", "ref"] };
        const { branches: _, ...rest } = setupRequest({ audience: aud, gitlabUrl: issuer, ...composed });
        const plan = planSetup({ ...rest, projects: [{ path: project, id: number }] });
        expect(plan.grade).toBe("safe");
        expect(lintTrustPolicy(plan.role?.trustPolicy).grade).toBe("safe");
      }),
    );
  });
});
