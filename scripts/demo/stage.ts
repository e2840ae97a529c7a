import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

/** Where the demo tells its story: numbered steps, aligned facts, commands and what they print. */
export interface Stage {
  title(text: string): void;
  step(text: string): void;
  /** Why, in a sentence or two. */
  note(text: string): void;
  facts(facts: Readonly<Record<string, string>>): void;
  command(text: string): void;
  /** A file's content. */
  file(name: string, text: string): void;
  /** A line that a command printed. */
  output(line: string): void;
  good(text: string): void;
  bad(text: string): void;
  /** The line that closes it all. */
  last(text: string): void;
}

/** A stage on a stream; colours where `colour` says so. */
export function createStage(write: (text: string) => void, colour: boolean): Stage {
  const paint = (style: Style, text: string) => (colour ? styleText(style, text, { validateStream: false }) : text);
  const line = (text = "") => write(`${text.trimEnd()}\n`);
  let steps = 0;
  return {
    title: (text) => line(paint("bold", text)),
    step: (text) => {
      steps += 1;
      line();
      line(`${paint("cyan", String(steps))}  ${paint("bold", text)}`);
    },
    note: (text) => line(`   ${paint("dim", text)}`),
    facts: (facts) => {
      const width = Math.max(...Object.keys(facts).map((name) => name.length));
      for (const [name, value] of Object.entries(facts)) line(`   ${paint("dim", name.padEnd(width))}  ${value}`);
    },
    command: (text) => line(`   ${paint("cyan", "$")} ${paint("bold", text)}`),
    file: (name, text) => {
      line(`   ${paint("dim", name)}`);
      for (const one of text.trimEnd().split("\n")) line(`   ${paint("dim", "|")} ${one}`);
    },
    output: (text) => line(`   ${paint("dim", "|")} ${highlighted(text, paint)}`),
    good: (text) => line(`   ${paint("green", "ok")} ${text}`),
    bad: (text) => line(`   ${paint("red", "not ok")} ${text}`),
    last: (text) => {
      line();
      line(text);
    },
  };
}

/** Codes and outcomes stand out from what a command printed. */
function highlighted(text: string, paint: (style: Style, text: string) => string): string {
  return text
    .replace(/^error\[[a-z-]+\]/, (code) => paint("red", code))
    .replace(/^warning\[[a-z-]+\]/, (code) => paint("yellow", code))
    .replace(/^(?:logged in to|stored the login of|logged out of) \S+/, (outcome) => paint("green", outcome))
    .replace(/^(\$) (.*)$/, (_, prompt: string, rest: string) => `${paint("cyan", prompt)} ${paint("bold", rest)}`);
}
