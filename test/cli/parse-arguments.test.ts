import { describe, expect, test } from "vitest";
import type { CliCommand } from "../../src/cli/command.ts";
import { helpOfCommand } from "../../src/cli/help-of-command.ts";
import { parseArguments } from "../../src/cli/parse-arguments.ts";

const command: CliCommand = {
  name: "paint",
  summary: "Paint a wall.",
  positional: "[WALL...]",
  options: [
    { name: "colour", value: "NAME", choices: ["red", "blue"], description: "what to paint with", fallback: "red" },
    { name: "coat", value: "N", many: true, description: "which coats" },
    { name: "dry", value: null, description: "wait until it is dry" },
  ],
  help: "Example:\n  gitlab-ecr paint --colour blue",
  run: async () => 0,
};

const parse = (...args: string[]) => parseArguments(command, args);
const refusal = (...args: string[]) => {
  try {
    return parse(...args);
  } catch (error) {
    return error;
  }
};

describe("arguments", () => {
  test.each([
    [["--colour", "red"], { colour: "red" }],
    [["--colour=red"], { colour: "red" }],
    [["--colour="], { colour: "" }],
    [["--colour=a=b"], { colour: "a=b" }],
    [["--colour", "-"], { colour: "-" }],
    [["--colour", "red", "--colour", "blue"], { colour: "blue" }],
    [["--coat", "1", "--coat=2"], { coat: ["1", "2"] }],
    [["--dry", "--json"], { dry: true, json: true }],
    [["--timeout", "5s"], { timeout: "5s" }],
    [[], {}],
  ])("%j", (args, flags) => {
    expect(parse(...args)).toEqual({ kind: "run", positionals: [], flags });
  });

  test("positional ones may stand between options, and after -- whatever they look like", () => {
    const parsed = parse("north", "--dry", "south", "--", "--colour");
    expect(parsed).toEqual({ kind: "run", positionals: ["north", "south", "--colour"], flags: { dry: true } });
  });

  test.each([
    [["--coluor", "red"], "There is no option --coluor (did you mean --colour?)."],
    [["--coats", "1"], "There is no option --coats (did you mean --coat?)."],
    [["--jsno"], "There is no option --jsno (did you mean --json?)."],
    [["--hlep"], "There is no option --hlep (did you mean --help?)."],
    [["--time", "5s"], "There is no option --time (did you mean --timeout?)."],
    [["--co", "5s"], "There is no option --co."],
    [["--wallpaper"], "There is no option --wallpaper."],
    [["-x"], "There is no option -x."],
    [["--__proto__=1"], "There is no option --__proto__."],
    [["--colour"], "--colour needs a value: --colour NAME."],
    [["--dry=yes"], "--dry takes no value."],
  ])("%j is refused", (args, reason) => {
    expect(refusal(...args)).toMatchObject({ code: "input-invalid", message: expect.stringContaining(reason) });
  });

  test.each([
    [null, ["a"], '"a"'],
    ["WALL", ["a", "b c"], '"b c"'],
    ["WALL [FLOOR]", ["a", "b", "c"], '"c"'],
  ])("more than %j is refused: %j", (positional, args, surplus) => {
    expect(() => parseArguments({ ...command, positional }, args)).toThrow(`can't do anything with ${surplus}`);
  });
});

describe("help", () => {
  test.each([["--help"], ["-h"], ["--wallpaper", "--help"]])("%j asks for it", (...args) => {
    expect(parse(...args).kind).toBe("help");
  });

  test.each([["--version"], ["-V"], ["--wallpaper", "--version"]])("%j asks for the version", (...args) => {
    expect(parse(...args).kind).toBe("version");
  });

  test("what stands behind -- asks for nothing", () => {
    expect(parse("--", "--help", "--version")).toMatchObject({ kind: "run", positionals: ["--help", "--version"] });
  });

  test("shows every option with choices, default and variables, and fits a terminal", () => {
    const text = helpOfCommand(command);
    expect(text.split("\n").slice(0, 8)).toEqual([
      "Usage: gitlab-ecr paint [options] [WALL...]",
      "",
      "Paint a wall.",
      "",
      "Options:",
      "  --colour <NAME>   what to paint with (red, blue); default: red",
      "                    [GITLAB_ECR_COLOUR]",
      "  --coat <N>        which coats [GITLAB_ECR_COAT]",
    ]);
    expect(text).toContain("\n  -h, --help        show this help\n\nExample:\n  gitlab-ecr paint --colour blue\n");
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test("is broken for a narrow terminal, and never wider than its examples are", () => {
    const narrow = helpOfCommand(
      {
        ...command,
        help: "It paints a wall that is there, and leaves the others alone.\n\nExample:\n  paint --colour blue",
      },
      48,
    );
    expect(narrow.split("\n").slice(4, 8)).toEqual([
      "Options:",
      "  --colour <NAME>   what to paint with (red,",
      "                    blue); default: red",
      "                    [GITLAB_ECR_COLOUR]",
    ]);
    expect(narrow).toContain(
      "It paints a wall that is there, and leaves the\nothers alone.\n\nExample:\n  paint --colour blue\n",
    );
    expect(helpOfCommand(command, 200)).toBe(helpOfCommand(command, 80));
  });

  test("puts what an option does below it where it would get less than half of the terminal", () => {
    const long = { name: "secret-access-key-env", value: "NAME", description: "the variable that holds the key" };
    expect(helpOfCommand({ ...command, options: [long] }, 60)).toContain(
      "  --secret-access-key-env <NAME>\n      the variable that holds the key\n      [GITLAB_ECR_SECRET_ACCESS_KEY_ENV]\n  --json\n",
    );
  });
});
