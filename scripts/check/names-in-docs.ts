import { access } from "node:fs/promises";
import type { Check } from "./check.ts";
import { type CliVocabulary, cliVocabulary } from "./cli-vocabulary.ts";
import type { Placed } from "./markdown-page.ts";
import { readPages } from "./read-pages.ts";

/** Commands, options, error codes and files that the docs name are there. */
export const namesInDocs: Check = {
  title: "Names in docs",
  run: async (root) => {
    const words = await cliVocabulary();
    const pages = [...(await readPages(root))].filter(([path]) => !/(^|\/)CHANGELOG\.md$/.test(path));
    const found = pages.flatMap(([path, { code }]) =>
      code.map(async (piece) => {
        const problems = [...problemsOfNames(piece.text, words), ...(await missingFiles(root, piece))];
        return problems.map((problem) => `${path}:${piece.line}: ${problem}`);
      }),
    );
    return { problems: (await Promise.all(found)).flat() };
  },
};

/** What a piece of code in the docs names wrongly. */
export function problemsOfNames(text: string, words: CliVocabulary): string[] {
  return [...callProblems(text, words), ...optionProblems(text, words), ...codeProblems(text, words)];
}

/** `gitlab-ecr COMMAND --option …`, as it would be typed. */
function callProblems(text: string, { commands, options }: CliVocabulary): string[] {
  const calls = [...text.matchAll(/(?<![\w@/.-])gitlab-ecr +([^|;&#`]*)/g)];
  return calls.flatMap(([, rest = ""]) => {
    const [own = ""] = rest.split(/ -- /);
    const words = own.trim().split(/[\s=]+/);
    const longer = words.slice(0, 2).join(" ");
    const [command = "", ...args] = commands.has(longer) ? [longer, ...words.slice(2)] : words;
    const problems = /^[a-z]/.test(command) && !commands.has(command) ? [`there is no command ${command}`] : [];
    const known = commands.get(command) ?? options;
    const wrong = [command, ...args].filter((arg) => /^--[a-z]/.test(arg) && !known.has(arg));
    return [...problems, ...wrong.map((option) => `${command} has no option ${option}`)];
  });
}

/** An option that stands alone. */
function optionProblems(text: string, { options }: CliVocabulary): string[] {
  const option = /^(--[a-z][a-z-]*)(?:[ =].*)?$/.exec(text)?.[1];
  if (option === undefined || options.has(option) || foreignOptions.has(option)) return [];
  return [`no command has the option ${option}`];
}

/** Options of other tools that the docs speak of by themselves. */
const foreignOptions = new Set(["--password-stdin"]);

/** Codes where they can't be anything else, and words that look like one. */
function codeProblems(text: string, { codes, options, values }: CliVocabulary): string[] {
  const named = [...text.matchAll(/error\[([a-z-]+)\]|"code": ?"([a-z-]+)"/g)].map(([, a, b]) => a ?? b ?? "");
  const beginnings = new Set([...codes].filter((code) => code.includes("-")).map((code) => code.split("-")[0]));
  const isWord = /^[a-z]+(-[a-z]+)+$/.test(text) && beginnings.has(text.split("-")[0]);
  const isOther = options.has(`--${text}`) || values.has(text) || otherWords.has(text);
  const alike = isWord && !isOther ? [text] : [];
  return [...named, ...alike].filter((code) => !codes.has(code)).map((code) => `there is no error code ${code}`);
}

/** Words of the examples, and what a check of an issuer finds, that begin as a code does. */
const otherWords = new Set([
  "aws-configure",
  "credential-helper",
  "docker-auth-config",
  "docker-config",
  "docker-login-static",
  "ecr-public",
  "aws-network-cdk",
  "docker-credential-gitlab-ecr",
  "gitlab-ecr",
  "gitlab-instance",
  "ecr-audit",
  "ecr-rotate",
  "ecr-doctor",
  "ecr-login",
  "ecr-push",
  "issuer-differs",
  "key-differs",
  "key-missing",
  "key-overdue",
  "key-unknown",
]);

async function missingFiles(root: string, { text }: Placed): Promise<string[]> {
  const path = /^(?:src|docs|test|scripts|templates|bench)\/[\w./-]*$/.exec(text)?.[0];
  if (path === undefined) return [];
  return access(`${root}/${path}`).then(
    () => [],
    () => [`there is no ${path}`],
  );
}
