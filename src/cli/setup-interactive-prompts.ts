import { confirm, isCancel, log, outro, select, text } from "@clack/prompts";
import type { Run } from "../commands/run.ts";
import { GitlabEcrError, visibleText } from "../core/errors/index.ts";
import type { Terminal } from "./io.ts";

/** One of several answers. */
export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
}

/** Questions on a terminal. Each rejects with `interrupted` on Ctrl-C; the deadline doesn't run while one is open. */
export interface Prompts {
  /** Tells something that was found out. */
  tell(message: string): void;
  text(
    message: string,
    options?: { readonly initial?: string; check?(value: string): string | undefined },
  ): Promise<string>;
  choose(message: string, choices: readonly Choice[]): Promise<string>;
  confirm(message: string, initial: boolean): Promise<boolean>;
  end(message: string): void;
}

/** Questions that are asked on this terminal. */
export function createPrompts({ input, output }: Terminal, run: Run): Prompts {
  const common = { input, output, signal: run.signal };
  const answer = <T>(asked: () => Promise<T>): Promise<Exclude<T, symbol>> =>
    run.pause(async () => {
      const value = await asked();
      run.signal.throwIfAborted();
      if (isCancel(value)) throw new GitlabEcrError("interrupted", { signal: "SIGINT" });
      return value as Exclude<T, symbol>;
    });
  return {
    tell: (message) => log.info(visibleText(message), { output }),
    text: (message, { initial, check } = {}) =>
      answer(() =>
        text({
          ...common,
          message,
          ...(initial === undefined ? {} : { initialValue: initial }),
          validate: (value) => (value?.trim() ? check?.(value.trim()) : "It can't be empty."),
        }),
      ).then((value) => value.trim()),
    choose: (message, choices) =>
      answer(() => select<string>({ ...common, message, options: choices.map((choice) => ({ ...choice })) })),
    confirm: (message, initial) => answer(() => confirm({ ...common, message, initialValue: initial })),
    end: (message) => outro(visibleText(message), { output }),
  };
}
