import { type Flow, nothing } from "./known-word.ts";
import type { Frame, ScriptReader } from "./script-reader.ts";

/** The login command that `aws ecr get-login` printed is run. */
export function useLoginCommand(reader: ScriptReader, { carries }: Flow, { here }: Frame): Flow {
  if (carries !== null) {
    const { origin } = carries;
    reader.findings.add({ kind: "get-login-v1", registry: origin.registry, confidence: "certain" }, here, [origin]);
  }
  return nothing;
}

/** The name of a program, without its folder and `.exe`. */
export function programOf({ shape }: Flow): string {
  const name = shape.replaceAll("\\", "/").split("/").at(-1) ?? "";
  return name.replace(/\.(?:exe|cmd)$/i, "");
}
