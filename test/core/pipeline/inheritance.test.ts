import fc from "fast-check";
import { expect, test } from "vitest";
import { type PipelineChange, rewritePipeline } from "../../../src/core/pipeline/index.ts";
import { inheritances } from "./generated-inheritance.ts";
import { component, type EffectiveJob, effectiveJobs } from "./jobs-as-gitlab-runs-them.ts";

const change: PipelineChange = {
  component: "gitlab.example.com/tools/gitlab-ecr/login@1",
  inputs: { role_arn: "arn:aws:iam::123456789012:role/ci", region: "eu-west-1" },
  phase: "oidc",
};

test("each job runs as before, but for its login", () => {
  let changed = 0;
  fc.assert(
    fc.property(inheritances, (text) => {
      const result = rewritePipeline(text, change);
      if (result.changed) changed += 1;
      const lines = text.split("\n");
      const replaced = new Set(result.replaced.map(({ line }) => (lines[line - 1] ?? "").trim().replace(/^- /, "")));
      const before = effectiveJobs(text);
      const after = effectiveJobs(result.text, result.changed ? { ".ecr-login": component } : {});
      expect([...after.keys()]).toEqual([...before.keys()]);
      for (const [name, job] of before) compare(name, job, after.get(name), replaced);
      expect(rewritePipeline(result.text, change)).toMatchObject({ text: result.text, replaced: [] });
    }),
    { numRuns: 300 },
  );
  expect(changed).toBeGreaterThan(100);
});

function compare(
  name: string,
  before: EffectiveJob,
  after: EffectiveJob | undefined,
  replaced: ReadonlySet<string>,
): void {
  if (after === undefined) throw new Error(`${name} is gone.`);
  const isReplaced = (command: string) => replaced.has(command.trim());
  const loggedInAt = before.commands.findIndex(isReplaced);
  const logins = after.commands.filter((command) => command === "LOGIN");
  expect(without(after.commands, "LOGIN"), name).toEqual(before.commands.filter((command) => !isReplaced(command)));
  expect(without(after.after, "LOGOUT"), name).toEqual(before.after);
  expect(logins.length > 0, `${name} logs in`).toBe(loggedInAt >= 0);
  if (loggedInAt >= 0) {
    expect(after.commands.indexOf("LOGIN"), `${name} logs in no later`).toBeLessThanOrEqual(loggedInAt);
    expect(after.rest, name).toMatchObject({ id_tokens: component.id_tokens, variables: component.variables });
  }
  const rest = before.rest.image === undefined && loggedInAt >= 0 ? { ...after.rest, image: undefined } : after.rest;
  expect(rest, name).toMatchObject(before.rest);
}

function without(commands: readonly string[], command: string): string[] {
  return commands.filter((one) => one !== command);
}
