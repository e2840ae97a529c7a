import type { Flow } from "./known-word.ts";

/** What the arguments of a tool's `login` say. */
export interface LoginCommand {
  readonly host: Flow | null;
  readonly user: Flow | null;
  readonly password: Flow | null;
  readonly passwordOnStdin: boolean;
}

/** Options of the logins of docker, podman, buildah, skopeo, crane, helm, oras, regctl that take a value. */
const valued = new Set([
  "--authfile",
  "--ca-file",
  "--cert-dir",
  "--cert-file",
  "--compat-auth-file",
  "--config",
  "--creds",
  "--email",
  "--key-file",
  "--pass",
  "--password",
  "--registry-config",
  "--secret",
  "--user",
  "--username",
  "-c",
  "-e",
  "-p",
  "-u",
]);

/** Reads what follows `login`: options in any order, values after `=`, a blank or, for short ones, nothing. */
export function readLoginCommand(args: readonly Flow[]): LoginCommand {
  const values = new Map<string, Flow>();
  const others: Flow[] = [];
  let passwordOnStdin = false;
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index];
    if (arg === undefined) continue;
    if (arg.literal === "--") {
      others.push(...args.slice(index + 1));
      break;
    }
    const long = /^--[a-z-]+/.exec(arg.shape)?.[0];
    const short = /^-[A-Za-z]/.exec(arg.shape)?.[0];
    const name = long ?? short;
    if (name === undefined) {
      others.push(arg);
      continue;
    }
    if (name === "--password-stdin" || name === "--pass-stdin") passwordOnStdin = !/=false$/.test(arg.shape);
    if (!valued.has(name)) continue;
    if (arg.shape.length === name.length) {
      index += 1;
      const value = args[index];
      if (value !== undefined) values.set(name, value);
    } else values.set(name, afterOption(arg, name));
  }
  const creds = values.get("--creds");
  return {
    host: others[0] ?? null,
    user:
      values.get("-u") ??
      values.get("--username") ??
      values.get("--user") ??
      (creds === undefined ? null : beforeColon(creds)),
    password: values.get("-p") ?? values.get("--password") ?? values.get("--pass") ?? creds ?? null,
    passwordOnStdin,
  };
}

function afterOption(arg: Flow, name: string): Flow {
  const skipped = arg.shape[name.length] === "=" ? name.length + 1 : name.length;
  return { ...arg, shape: arg.shape.slice(skipped), literal: arg.literal?.slice(skipped) ?? null };
}

function beforeColon(flow: Flow): Flow {
  const shape = flow.shape.split(":")[0] ?? "";
  return { ...flow, shape, literal: shape.includes("$") ? null : shape };
}
