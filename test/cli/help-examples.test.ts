import { describe, expect, test } from "vitest";
import type { CliCommand } from "../../src/cli/command.ts";
import { commands } from "../../src/cli/commands.ts";
import { helpOfCommand } from "../../src/cli/help-of-command.ts";
import { createOptionReader } from "../../src/cli/option-reader.ts";
import { commonOptions } from "../../src/cli/option-spec.ts";
import { parseArguments } from "../../src/cli/parse-arguments.ts";

const loaded = await Promise.all(commands.map(async ({ name, load }) => [name, await load()] as const));
const byName = new Map<string, CliCommand>(loaded);

/** Each call of gitlab-ecr in a text, as words; what follows a shell's operator isn't part of it. */
function callsIn(text: string): string[][] {
  return [...text.replace(/\\\n/g, " ").matchAll(/^ +(.*)$/gm)].flatMap(([, line = ""]) =>
    [...line.matchAll(/(?:^|[\s(])gitlab-ecr( (?:'[^']*'|[^'|>&)"])*)/g)].map(([, rest = ""]) =>
      (rest.match(/(?:'[^']*'|\S)+/g) ?? []).map((word) => word.replaceAll("'", "")),
    ),
  );
}

const examplesOf = (command: CliCommand, columns: number) =>
  callsIn(
    helpOfCommand(command, columns)
      .split(/^Examples?:$/m)[1]
      ?.split(/^Exit status/m)[0] ?? "",
  );

/** Parses a call as the command line would, and checks the values that have choices. Throws what it does. */
function read([first = "", second = "", ...rest]: readonly string[]) {
  const longer = byName.get(`${first} ${second}`);
  const command = longer ?? byName.get(first);
  if (command === undefined) throw new Error(`there is no command ${first}`);
  const parsed = parseArguments(command, longer === undefined ? [second, ...rest].filter((one) => one !== "") : rest);
  if (parsed.kind !== "run") throw new Error("it asks for help");
  const options = createOptionReader(command.name, parsed.flags, {});
  for (const spec of [...command.options, ...commonOptions]) options.list(spec);
  return command.name;
}

describe.each(loaded)("the help of %s", (name, command) => {
  test("has an example, and each is a call that is understood", () => {
    for (const columns of [60, 80]) {
      // What stands for options isn't one.
      const calls = examplesOf(command, columns).filter((words) => !words.includes("(the"));
      expect(calls.map((words) => words.slice(0, name.split(" ").length).join(" "))).toContain(name);
      for (const words of calls) expect(() => read(words), words.join(" ")).not.toThrow();
    }
  });

  test("fits 80 columns", () => {
    expect(
      helpOfCommand(command)
        .split("\n")
        .filter((line) => line.length > 80),
    ).toEqual([]);
  });

  test("says what each exit status means", () => {
    expect(command.help).toContain("\nExit status: ");
  });
});

test.each([
  [["login", "--regoin", "eu-west-1"], "--regoin"],
  [["doctor", "--access", "admin"], "must be one of"],
  [["lgoin"], "no command"],
])("a wrong example is found: %j", (words, why) => {
  expect(() => read(words)).toThrow(why);
});
