import { formatRegistryHost } from "../../registry/index.ts";
import { type AwsCommand, readAwsCommand } from "./aws-command.ts";
import { credentialUses } from "./credential-uses.ts";
import { type Flow, joinFlows, nothing } from "./known-word.ts";
import { isLiteralKey } from "./literal-keys.ts";
import type { Frame, ScriptReader } from "./script-reader.ts";

/** What an `aws` command prints, as far as ECR is concerned. */
export function awsOutput(reader: ScriptReader, args: readonly Flow[], input: Flow | null, frame: Frame): Flow {
  const { findings } = reader;
  const { here } = frame;
  const command = readAwsCommand(args);
  const { service, operation } = command;
  if (service === "ecr" || service === "ecr-public") return ecrOutput(reader, command, frame);
  if (service === "configure") {
    configure(reader, command, input, frame);
    return nothing;
  }
  if (service === "sts") {
    if (operation === "assume-role-with-web-identity") findings.prepare("assume-role-web-identity", here);
    return nothing;
  }
  if (service !== "" && service !== "help") findings.isBusy = true;
  return nothing;
}

/** Where `ecr get-login…` begins among the words of another program that runs the aws command line; -1 where nowhere. */
export function awsServiceAt(values: readonly Flow[]): number {
  return values.findIndex(({ shape }, at) => {
    if (shape !== "ecr" && shape !== "ecr-public") return false;
    return values
      .slice(at + 1, at + 8)
      .some((next) => /^get-(?:login|login-password|authorization-token)$/.test(next.shape));
  });
}

function ecrOutput({ findings }: ScriptReader, command: AwsCommand, { here }: Frame): Flow {
  const { service, operation } = command;
  if (operation === "get-login-password") {
    const registry = service === "ecr-public" ? "public.ecr.aws" : null;
    const origin = findings.originate("get-login-password", registry, here);
    return { ...nothing, carries: { what: "password", origin } };
  }
  if (operation === "get-login") {
    const origin = findings.originate("get-login-v1", registryOfLogin(command), here);
    return { ...nothing, carries: { what: "command", origin } };
  }
  if (operation === "get-authorization-token") {
    const origin = findings.originate("other", null, here);
    return { ...nothing, carries: { what: "password", origin } };
  }
  return nothing;
}

/** The registry of `aws ecr get-login`, where account and region are written out. */
function registryOfLogin(command: AwsCommand): string | null {
  const accountId = command.option("--registry-ids")?.literal ?? "";
  const region = command.option("--region")?.literal ?? "";
  if (!/^\d{12}$/.test(accountId)) return null;
  return formatRegistryHost({ accountId, region, fips: false, dualstack: false });
}

function configure(
  { findings }: ScriptReader,
  { operation, rest }: AwsCommand,
  input: Flow | null,
  { here }: Frame,
): void {
  if (operation === "import" || (operation === "" && input !== null)) findings.prepare("aws-configure", here);
  const [key, value] = rest;
  if (operation !== "set" || key === undefined) return;
  const name = (key.shape.split("=")[0] ?? "").split(".").at(-1) ?? "";
  const use = credentialUses.get(name);
  if (use !== undefined && name.startsWith("aws_")) {
    findings.prepare("aws-configure", here);
    findings.take(use, [...(value?.names ?? []), ...(key.shape.includes("=") ? key.names : [])], here);
    const literal = isLiteralKey(name, joinFlows(value === undefined ? [] : [value]).literal);
    if (literal) findings.add({ kind: "literal-keys", registry: null, confidence: "certain" }, here);
  }
  if (name === "web_identity_token_file") findings.prepare("assume-role-web-identity", here);
}
