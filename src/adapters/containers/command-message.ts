import { Buffer } from "node:buffer";
import { createRedactor, type Secret } from "../../core/secret/index.ts";
import { type CommandResult, visibleText } from "../system/index.ts";

/** What a program said of its failure, on whichever stream, without the password. */
export function messageOf(result: CommandResult, password?: Secret): string {
  const redactor = createRedactor();
  if (password !== undefined) {
    redactor.add(password);
    redactor.add(Buffer.from(password.reveal(), "utf8").toString("base64"));
  }
  const said = visibleText(redactor.redact(`${result.stderr}\n${result.stdout}`));
  return said !== "" ? said : (result.failure ?? `exit status ${result.exitCode}, without a message`);
}
