import { parseDemoArguments, usage } from "./demo/arguments.ts";
import { Interrupted } from "./demo/interrupted.ts";
import { play } from "./demo/play.ts";
import { createStage } from "./demo/stage.ts";

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  const options = parseDemoArguments(argv);
  if (options === "help") {
    process.stdout.write(usage);
    return 0;
  }
  if ("wrong" in options) {
    process.stderr.write(`${options.wrong}\n\n${usage}`);
    return 2;
  }

  const controller = new AbortController();
  for (const [signal, status] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    // Stays for good: without it, a second Ctrl-C would end this process before what it started.
    process.on(signal, () => controller.abort(new Interrupted(status)));
  }
  // Whoever stops listening, such as head, ends the play; what was started is stopped all the same.
  process.stdout.on("error", () => controller.abort(new Interrupted(141)));
  const colour = process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== "dumb";
  const stage = createStage((text) => void process.stdout.write(text), colour);
  try {
    return (await play(options, stage, controller.signal)) ? 0 : 1;
  } catch (error) {
    // A Ctrl-C ends the commands, too: what they say of it doesn't matter.
    const reason: unknown = controller.signal.aborted ? controller.signal.reason : error;
    if (!(reason instanceof Interrupted)) throw error;
    process.stderr.write(`\n${reason.message}\n`);
    return reason.status;
  }
}
