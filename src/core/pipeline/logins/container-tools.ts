import type { LoginKind } from "../login-finding.ts";
import { awsOutput, awsServiceAt } from "./aws-output.ts";
import { type Flow, nothing } from "./known-word.ts";
import { isLiteralKey } from "./literal-keys.ts";
import { readLoginCommand } from "./login-command.ts";
import { ecrHostIn, namesEcrHost, speaksOfEcr, viewRegistry } from "./registry-host.ts";
import { runShell, shells } from "./run-shell.ts";
import type { Command, Frame, ScriptReader } from "./script-reader.ts";
import { programOf } from "./use-login-command.ts";

/** Tools that log in to registries, with the kind of a login that names its password. */
export const containerTools: ReadonlyMap<string, LoginKind> = new Map([
  ["docker", "docker-login-static"],
  ["nerdctl", "docker-login-static"],
  ["finch", "docker-login-static"],
  ["podman", "podman"],
  ["buildah", "buildah"],
  ["skopeo", "skopeo"],
  ["crane", "crane"],
  ["gcrane", "crane"],
  ["helm", "other"],
  ["oras", "other"],
  ["regctl", "other"],
  ["cosign", "other"],
  ["notation", "other"],
  ["trivy", "other"],
  ["nydusify", "other"],
  ["img", "other"],
  ["executor", "other"],
]);

/** What a container tool prints; its logins to ECR are noted. */
export function containerOutput(reader: ScriptReader, program: string, command: Command, frame: Frame): Flow {
  const args = command.values.slice(1);
  const at = args.findIndex(({ shape }, index) => shape === "login" && isSubcommand(args, index));
  if (at >= 0) {
    noteLogin(reader, program, args.slice(at + 1), command.input, frame);
    return nothing;
  }
  noteCredentials(reader, program, args, frame);
  if (args.some(({ shape }) => /^(?:run|exec|compose)$/.test(shape))) {
    const inside = commandInContainer(reader, command, frame);
    if (inside !== null) return inside;
  }
  reader.findings.isBusy = true;
  if (args.some(({ shape, names }) => namesEcrHost(shape) || names.some(speaksOfEcr))) reader.findings.usesEcr = true;
  for (const { shape } of args) noteLiteralKey(reader, shape, frame);
  return nothing;
}

/** `login` counts where only options and the names of groups (`auth`, `registry`) stand before it. */
function isSubcommand(args: readonly Flow[], index: number): boolean {
  const [first] = args;
  if (index === 0) return true;
  if (first === undefined || index > 8) return false;
  const before = args.slice(0, index).map(({ shape }) => shape);
  if (/^(?:auth|registry)$/.test(before.at(-1) ?? "")) return index === 1 || before[0]?.startsWith("-") === true;
  return before.every((shape, at) => shape.startsWith("-") || before[at - 1]?.startsWith("-") === true);
}

/** `--creds` and the like, which take a password for the one command. */
function noteCredentials(reader: ScriptReader, program: string, args: readonly Flow[], { here }: Frame): void {
  const carries = args.find((arg) => arg.carries?.what === "password")?.carries ?? null;
  const named = containerTools.get(program) ?? "other";
  const text = args.map(({ shape }) => shape).join(" ");
  const registry = ecrHostIn(text);
  if (carries === null) {
    // ECR's user is always AWS.
    const given = /(?:^|\s)--(?:src-|dest-)?(?:creds|username)[ =]AWS(?=[: ])/.test(text);
    if (named === "docker-login-static" || !given || !namesEcrHost(text)) return;
    const creds = args.filter(({ shape }) => /(?:^|=)AWS:/.test(shape)).flatMap(({ names }) => names);
    reader.findings.take("password", [...creds, ...(readLoginCommand(args).password?.names ?? [])], here);
    reader.findings.add({ kind: named, registry, confidence: "certain", unused: true }, here);
    return;
  }
  const kind = named === "docker-login-static" ? carries.origin.kind : named;
  reader.findings.add({ kind, registry, confidence: "certain", unused: true }, here, [carries.origin]);
}

function noteLogin(
  reader: ScriptReader,
  program: string,
  args: readonly Flow[],
  input: Flow | null,
  frame: Frame,
): void {
  if (args.some(({ shape }) => shape === "--get-login")) return;
  const { host, user, password, passwordOnStdin } = readLoginCommand(args);
  const given = passwordOnStdin || password === null ? input : password;
  const carries = given?.carries ?? input?.carries ?? null;
  const view = host === null ? null : viewRegistry(host);
  const named = containerTools.get(program) ?? "other";
  const confidence = carries === null ? confidenceOf(view, user, given) : "certain";
  if (confidence === null) return;
  // Also the password that was cut out of what `aws ecr get-login` printed.
  const origin = carries?.origin ?? null;
  const kind = named === "docker-login-static" && origin !== null ? origin.kind : named;
  reader.findings.add({ kind, registry: view?.host ?? origin?.registry ?? null, confidence }, frame.here, [origin]);
  if (carries === null) reader.findings.take("password", given?.names ?? [], frame.here);
}

/** How sure it is that a login with a password from elsewhere is ECR's; null where it isn't. */
function confidenceOf(
  view: ReturnType<typeof viewRegistry> | null,
  user: Flow | null,
  password: Flow | null,
): "certain" | "likely" | null {
  if (view?.ecr === "no") return null;
  if (view?.ecr === "certain") return view.ecr;
  // ECR's user is always AWS. Source: ECR user guide, "Private registry authentication".
  if (view?.ecr === "likely") return user?.literal === "AWS" ? "certain" : view.ecr;
  if (user?.literal === "AWS") return "likely";
  const speaks = [...(user?.names ?? []), ...(password?.names ?? [])].some(speaksOfEcr);
  return speaks && view !== null ? "likely" : null;
}

/** `docker run IMAGE COMMAND`, where the command is a shell or the image is that of the aws command line. */
function commandInContainer(reader: ScriptReader, { words, values, input }: Command, frame: Frame): Flow | null {
  for (const { shape } of values) noteLiteralKey(reader, shape, frame);
  const image = values.findIndex(({ shape }) => /(?:^|\/)aws-?cli(?:[:@][\w.:-]+)?$/.test(shape));
  const isReplaced = values.some(({ shape }) => shape.startsWith("--entrypoint"));
  if (image > 0 && !isReplaced) {
    const rest = values.slice(image + 1);
    return awsOutput(reader, programOf(rest[0] ?? nothing) === "aws" ? rest.slice(1) : rest, input, frame);
  }
  const service = awsServiceAt(values);
  if (service > 0) return awsOutput(reader, values.slice(service), input, frame);
  const shell = values.findIndex((value, at) => at > 1 && shells.has(programOf(value)));
  if (shell < 0) return null;
  const inside = { words: words.slice(shell), values: values.slice(shell), input };
  return runShell(reader, programOf(values[shell] ?? nothing), inside, frame);
}

/** `-e NAME=value`, `--build-arg NAME=value`. */
function noteLiteralKey(reader: ScriptReader, shape: string, { here }: Frame): void {
  const found = /^(?:--[a-z-]+=)?(\w+)=(.+)$/.exec(shape);
  if (found === null || !isLiteralKey(found[1] ?? "", found[2] ?? "")) return;
  reader.findings.add({ kind: "literal-keys", registry: null, confidence: "certain" }, here);
}
