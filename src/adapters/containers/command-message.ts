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
  const lines = redactor.redact(`${result.stderr}\n${result.stdout}`).split("\n");
  const telling = lines.filter((line) => !progress.test(line));
  const said = visibleText(telling.join("\n")) || visibleText(lines.join("\n"));
  if (result.failure !== undefined) return said === "" ? result.failure : `${result.failure}; it said: ${said}`;
  return said !== "" ? said : `exit status ${result.exitCode}, without a message`;
}

/** Lines in which Go programs (logrus) tell of steps on the way, not of the failure. */
const progress = /^time="[^"]*" level=(?:debug|info) /;
