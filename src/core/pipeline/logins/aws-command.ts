import type { Flow } from "./known-word.ts";

/** What an `aws` command line asks for. */
export interface AwsCommand {
  readonly service: string;
  readonly operation: string;
  /** What follows the operation, options left out. */
  readonly rest: readonly Flow[];
  option(name: string): Flow | null;
}

/** Options without a value; all that begin with `--no-` are such, too. */
const switches = new Set([
  "--debug",
  "--version",
  "--include-email",
  "--cli-auto-prompt",
  "--dry-run",
  "--v2-debug",
  "--generate-cli-skeleton",
]);

/** Reads what follows `aws`: options may come anywhere. */
export function readAwsCommand(args: readonly Flow[]): AwsCommand {
  const options = new Map<string, Flow>();
  const others: Flow[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index];
    if (arg === undefined) continue;
    const name = /^--[a-z0-9-]+/.exec(arg.shape)?.[0];
    if (name === undefined) {
      // A variable by itself stands for options.
      if (arg.literal !== null || others.length >= 2) others.push(arg);
      continue;
    }
    if (arg.shape.startsWith(`${name}=`)) {
      const value = arg.shape.slice(name.length + 1);
      options.set(name, { ...arg, shape: value, literal: arg.literal === null ? null : value });
    } else if (switches.has(name) || name.startsWith("--no-")) options.set(name, arg);
    else {
      index += 1;
      const value = args[index];
      if (value !== undefined) options.set(name, value);
    }
  }
  const [service, operation, ...rest] = others;
  return {
    service: service?.shape ?? "",
    // `aws ecr get-login-password help` prints a page.
    operation: (rest[0]?.literal === "help" ? rest[0] : operation)?.shape ?? "",
    rest,
    option: (name) => options.get(name) ?? null,
  };
}
