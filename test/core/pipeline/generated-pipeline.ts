import fc from "fast-check";

/** A pipeline file that was made up, and where its one login stands. */
export interface GeneratedPipeline {
  readonly text: string;
  readonly job: string;
  readonly line: number;
  readonly endLine: number;
}

export const host = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";

const awsOptions = ["--region eu-west-1", "--output text", "--no-cli-pager", "--region=eu-west-1", "--profile=ci"];

/** The words of an `aws` command, its options in any order and anywhere. */
const awsWords = fc.tuple(fc.subarray(awsOptions), fc.subarray(awsOptions), fc.subarray(awsOptions)).map((options) => {
  const [first, second, third] = options.map((some) => some.flatMap((one) => one.split(" ")));
  return ["aws", ...(first ?? []), "ecr", ...(second ?? []), "get-login-password", ...(third ?? [])];
});

const loginWords = fc
  .tuple(
    fc.constantFrom(["-u", "AWS"], ["--username", "AWS"], ["--username=AWS"], ["-uAWS"]),
    fc.constantFrom(host, `https://${host}`, `"${host}"`, "$HOST", "${HOST}"),
    fc.boolean(),
  )
  .chain(([user, registry, first]) =>
    fc.shuffledSubarray([user, ["--password-stdin"]], { minLength: 2 }).map((options) => {
      const flat = options.flat();
      return ["docker", "login", ...(first ? [registry, ...flat] : [...flat, registry])];
    }),
  );

/** The whole command as words: a pipe, or a substitution. */
const command = fc.oneof(
  fc.tuple(awsWords, loginWords).map(([aws, login]) => [...aws, "|", ...login]),
  awsWords.map((aws) => ["docker", "login", "-u", "AWS", "-p", ...`$(${aws.join(" ")})`.split(" "), host]),
);

/** What a command may stand in, on its first and its last line. */
const around = fc.constantFrom(
  ["", ""],
  ["", ""],
  ["", " || exit 1"],
  ["(", ")"],
  ["set -e; ", ""],
  ["if ! ", "; then exit 1; fi"],
  ["until ", "; do sleep 1; done"],
  ["for i in 1 2; do ", " && break; done"],
  ["retry ", ""],
  ["time ", " > /dev/null"],
);

function put([before = "", after = ""]: readonly string[], [first = "", ...rest]: readonly string[]): string[] {
  const words = [before + first, ...rest];
  return [...words.slice(0, -1), `${words.at(-1)}${after}`];
}

const noise = fc.constantFrom(
  "docker info",
  "echo 'aws ecr get-login-password | docker login -u AWS --password-stdin HOST'",
  "make build && make test",
  'docker login -u "$CI_REGISTRY_USER" -p "$CI_REGISTRY_PASSWORD" $CI_REGISTRY',
  "docker push $CI_REGISTRY_IMAGE",
  "export TAG=$(git describe --tags)",
  "aws ecr describe-repositories",
);

/** How the command is written down: its lines, the first of which follows the dash. */
type Style = (words: readonly string[], breaks: readonly number[], indent: string) => readonly string[];

/** Words on lines; a line ends after each word whose index is among the breaks. */
function broken(words: readonly string[], breaks: readonly number[], joint = ""): string[] {
  const lines: string[] = [];
  let line: string[] = [];
  words.forEach((word, index) => {
    line.push(word);
    if (!breaks.includes(index) || index === words.length - 1) return;
    lines.push(line.join(" ") + joint);
    line = [];
  });
  return [...lines, line.join(" ")];
}

const styles: Readonly<Record<string, Style>> = {
  plain: (words, breaks, indent) => indented(broken(words, breaks), indent),
  single: (words, breaks, indent) => {
    const [first = "", ...rest] = broken(words, breaks);
    return quoted("'", [first, ...rest], indent);
  },
  double: (words, breaks, indent) =>
    quoted(
      '"',
      broken(words, breaks).map((line) => line.replaceAll('"', '\\"')),
      indent,
    ),
  folded: (words, breaks, indent) => [">-", ...broken(words, breaks).map((line) => indent + line)],
  literal: (words, breaks, indent) => ["|", ...broken(words, breaks, " \\").map((line) => indent + line)],
};

function indented([first = "", ...rest]: readonly string[], indent: string): string[] {
  return [first, ...rest.map((line) => indent + line)];
}

function quoted(quote: string, lines: readonly string[], indent: string): string[] {
  const [first = "", ...rest] = indented(lines, indent);
  const all = [quote + first, ...rest];
  return [...all.slice(0, -1), `${all.at(-1)}${quote}`];
}

/** Files with one login in some style among commands that are none. */
export const pipelines: fc.Arbitrary<GeneratedPipeline> = fc
  .record({
    words: fc.tuple(around, command).map(([both, words]) => put(both, words)),
    breaks: fc.uniqueArray(fc.nat(12), { maxLength: 4 }),
    style: fc.constantFrom(...Object.keys(styles)),
    key: fc.constantFrom("script", "before_script", "after_script"),
    before: fc.array(noise, { maxLength: 3 }),
    after: fc.array(noise, { minLength: 1, maxLength: 3 }),
    job: fc.constantFrom("push", ".push", "build image", "deploy:prod"),
    step: fc.constantFrom("  ", "    "),
    lineBreak: fc.constantFrom("\n", "\r\n"),
    mark: fc.constantFrom("", "\ufeff"),
    blank: fc.boolean(),
  })
  .map(({ words, breaks, style, key, before, after, job, step, lineBreak, mark, blank }) => {
    const write = styles[style];
    if (write === undefined) throw new Error(`There is no style ${style}.`);
    const written = write(words, breaks, `${step}${step}${step}`);
    const head = [
      "# a pipeline",
      "variables:",
      `${step}HOST: ${host}`,
      ...(blank ? [""] : []),
      `${job}:`,
      `${step}image: docker:27`,
    ];
    const first = [`${step}${key}:`, ...before.map((line) => item(line, step))];
    const block = style === "folded" || style === "literal";
    const line = head.length + first.length + (block ? 2 : 1);
    const lines = [
      ...head,
      ...first,
      `${step}${step}- ${written[0]}`,
      ...written.slice(1),
      ...after.map((one) => item(one, step)),
    ];
    return {
      text: mark + lines.join(lineBreak) + lineBreak,
      job,
      line,
      endLine: line + written.length - (block ? 2 : 1),
    };
  });

function item(line: string, step: string): string {
  return `${step}${step}- ${/^['"]|: |#/.test(line) ? JSON.stringify(line) : line}`;
}

/** Files of the same kind without a login to ECR. */
export const quietPipelines: fc.Arbitrary<string> = fc
  .record({
    jobs: fc.uniqueArray(fc.constantFrom("a", ".b", "c d"), { minLength: 1 }),
    lines: fc.array(noise, { minLength: 1, maxLength: 6 }),
    lineBreak: fc.constantFrom("\n", "\r\n"),
    end: fc.boolean(),
  })
  .map(({ jobs, lines, lineBreak, end }) => {
    const all = jobs.flatMap((job) => [`${job}:  # ${job}`, "  script:", ...lines.map((line) => item(line, "  "))]);
    return all.join(lineBreak) + (end ? lineBreak : "");
  });
