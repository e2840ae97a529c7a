import { describe, expect, test } from "vitest";
import { GitlabEcrError } from "../../../src/core/errors/index.ts";
import { findLogins } from "../../../src/core/pipeline/index.ts";

const host = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";

/** What a job's one script finds, as `line-endLine kind registry confidence`, the first line of the script being 1. */
function found(script: string): string[] {
  const body = script.replaceAll(/^(?=.)/gm, "      ");
  return findLogins(`job:\n  script:\n    - |\n${body}\n`).map(
    ({ line, endLine, kind, registry, confidence }) =>
      `${line - 3}-${endLine - 3} ${kind} ${registry === host ? "HOST" : registry} ${confidence}`,
  );
}

describe("one script", () => {
  test.each<[string, string, string[]]>([
    [
      "a variable that the script sets",
      `R=${host}\naws ecr get-login-password | docker login -u AWS --password-stdin $R`,
      ["2-2 get-login-password HOST certain"],
    ],
    ["a fallback", `docker login -u AWS -p $P \${HOST:-${host}}`, ["1-1 docker-login-static HOST certain"]],
    [
      "an account in a variable",
      "docker login -u AWS -p $P $ACCOUNT.dkr.ecr.$REGION.amazonaws.com",
      ["1-1 docker-login-static null certain"],
    ],
    [
      "an account that a command tells",
      'A=$(aws sts get-caller-identity --query Account)\nR="$A.dkr.ecr.eu-west-1.amazonaws.com"\ndocker login -u AWS -p $P $R',
      ["3-3 docker-login-static null certain"],
    ],
    ["a secret's name, which speaks of no ECR", "docker login -u x -p $SECRET_TOKEN $REGISTRY", []],
    [
      "a repository behind the host",
      `aws ecr get-login-password | docker login -u AWS --password-stdin ${host}/app`,
      ["1-1 get-login-password HOST certain"],
    ],
    [
      "a registry in China",
      "aws ecr get-login-password | docker login -u AWS --password-stdin 123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn",
      ["1-1 get-login-password 123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn certain"],
    ],
    [
      "a login in a loop",
      `for r in a b; do\n  aws ecr get-login-password --region $r |\n    docker login -u AWS --password-stdin ${host}\ndone`,
      ["2-3 get-login-password HOST certain"],
    ],
    [
      "both branches of a condition",
      `if x; then docker login -u AWS -p $P ${host}\nelse docker login -u x -p $P ghcr.io; fi`,
      ["1-1 docker-login-static HOST certain"],
    ],
    [
      "a case",
      `case $x in\n  main) docker login -u AWS -p $P ${host} ;;\n  *) docker info ;;\nesac`,
      ["2-2 docker-login-static HOST certain"],
    ],
    [
      "an or",
      `docker pull x || aws ecr get-login-password | docker login -u AWS --password-stdin ${host}`,
      ["1-1 get-login-password HOST certain"],
    ],
    [
      "a substitution on several lines",
      `docker login -u AWS -p "$(\n  aws ecr get-login-password\n)" ${host}`,
      ["1-3 get-login-password HOST certain"],
    ],
    ["eval of a quoted text", `eval "docker login -u AWS -p \\$P ${host}"`, ["1-1 docker-login-static HOST certain"]],
    [
      "a command in a variable",
      `CMD="aws ecr get-login-password"\n$CMD | docker login -u AWS --password-stdin ${host}`,
      ["2-2 get-login-password HOST certain"],
    ],
    [
      "a tabbed here-document",
      `bash <<-'X'\n\taws ecr get-login-password | docker login -u AWS --password-stdin ${host}\n\tX`,
      ["2-2 get-login-password HOST certain"],
    ],
    [
      "a here-document as the password",
      `docker login -u AWS --password-stdin ${host} <<X\n$(aws ecr get-login-password)\nX`,
      ["1-3 get-login-password HOST certain"],
    ],
    ["a here-document that is only shown", "cat <<X\naws ecr get-login-password | docker login\nX", []],
    [
      "tee",
      `aws ecr get-login-password | tee p | docker login -u AWS --password-stdin ${host}`,
      ["1-1 get-login-password HOST certain"],
    ],
    ["a password nobody is seen to use", "aws ecr get-login-password > p", ["1-1 get-login-password null certain"]],
    [
      "pwsh",
      `pwsh -Command '(Get-ECRLoginCommand).Password | docker login -u AWS --password-stdin ${host}'`,
      ["1-1 get-login-password HOST certain"],
    ],
    [
      "xargs",
      `aws ecr get-login-password | xargs -I {} docker login -u AWS -p {} ${host}`,
      ["1-1 get-login-password HOST certain"],
    ],
    [
      "aws-vault",
      `aws-vault exec ci -- aws ecr get-login-password | docker login -u AWS --password-stdin ${host}`,
      ["1-1 get-login-password HOST certain"],
    ],
    [
      "nerdctl",
      `aws ecr get-login-password | nerdctl login -u AWS --password-stdin ${host}`,
      ["1-1 get-login-password HOST certain"],
    ],
    ["a comment after a command", "docker info # aws ecr get-login-password | docker login -u AWS", []],
    ["a hash in a word", `echo a#b; docker login -u AWS -p $P ${host}`, ["1-1 docker-login-static HOST certain"]],
    ["an unclosed quote", `echo 'x\ndocker login -u AWS -p $P ${host}`, []],
    ["a look-alike", "docker login -u AWS -p $P 123456789012.dkr.ecr.eu-west-1.amazonaws.com.evil.example", []],
    [
      "bash -c of a here-document",
      `bash -c "$(cat <<'X'\naws ecr get-login-password | docker login -u AWS --password-stdin ${host}\nX\n)"`,
      ["2-2 get-login-password HOST certain"],
    ],
    [
      "a script that the script writes and runs",
      `cat > login.sh <<'X'\naws ecr get-login-password | docker login -u AWS --password-stdin ${host}\nX\nchmod +x login.sh\n./login.sh`,
      ["2-2 get-login-password HOST certain"],
    ],
    [
      "a script that it only writes",
      `cat > help.txt <<'X'\naws ecr get-login-password | docker login -u AWS --password-stdin ${host}\nX`,
      [],
    ],
    [
      "a variable with the whole pipe",
      `L="aws ecr get-login-password | docker login -u AWS --password-stdin ${host}"\neval "$L"`,
      ["2-2 get-login-password HOST certain"],
    ],
    [
      "a service of docker compose",
      `docker compose run --rm aws ecr get-login-password | docker login -u AWS --password-stdin ${host}`,
      ["1-1 get-login-password HOST certain"],
    ],
    [
      "the module awscli",
      `python3 -m awscli ecr get-login-password | docker login -u AWS --password-stdin ${host}`,
      ["1-1 get-login-password HOST certain"],
    ],
    [
      "Windows' own shell",
      "aws ecr get-login-password | docker login -u AWS --password-stdin %ECR_REGISTRY%",
      ["1-1 get-login-password null certain"],
    ],
    [
      "Windows' own shell's loop over the login command",
      `for /f "tokens=*" %%i in ('aws ecr get-login --no-include-email') do @%%i\ndocker info`,
      ["1-1 get-login-v1 null certain"],
    ],
    [
      "Windows' own shell's loop over the password",
      `cmd /c "for /f %i in ('aws ecr get-login-password') do docker login -u AWS -p %i ${host}"`,
      ["1-1 get-login-password HOST certain"],
    ],
    [
      "Windows' own shell's loop over a version",
      `for /f %%i in ('aws --version') do docker login -u x -p %%i ghcr.io`,
      [],
    ],
    ["Windows' own shell and another registry", "docker login -u x -p %TOKEN% %CI_REGISTRY%", []],
    [
      "PowerShell's call operator",
      `& 'C:\\Program Files\\aws.exe' ecr get-login-password | & docker login -u AWS --password-stdin ${host}`,
      ["1-1 get-login-password HOST certain"],
    ],
    [
      "PowerShell's try",
      `try {\n  (Get-ECRLoginCommand).Password | docker login -u AWS --password-stdin ${host}\n} catch [System.Exception] {\n  Write-Error "no login"\n}`,
      ["2-2 get-login-password HOST certain"],
    ],
    [
      "PowerShell's loop and function",
      `foreach ($r in $regions) {\n  docker login -u AWS -p $env:P ${host}\n}\nfunction Enter-Ecr {\n  docker login -u AWS -p $env:P ${host}\n}`,
      ["2-2 docker-login-static HOST certain", "5-5 docker-login-static HOST certain"],
    ],
    ["PowerShell's block of text", '$x = @"\naws ecr get-login-password | docker login\n"@\nWrite-Output $x', []],
    [
      "PowerShell's block comment",
      `<#\naws ecr get-login-password | docker login -u AWS --password-stdin ${host}\n#>\nGet-Date`,
      [],
    ],
    [
      "credentials of one copy",
      `skopeo copy --dest-creds AWS:$(aws ecr get-login-password) docker-archive:x docker://${host}/app`,
      ["1-1 skopeo HOST certain"],
    ],
    ["a question for who is logged in", `podman login --get-login ${host}`, []],
    [
      "keys before a command",
      `AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE aws ecr get-login-password | docker login -u AWS --password-stdin ${host}`,
      ["1-1 literal-keys null certain", "1-1 get-login-password HOST certain"],
    ],
    [
      "roles for other tools",
      "aws sts assume-role-with-web-identity --role-arn $R --web-identity-token $T > c\nterraform apply",
      [],
    ],
    [
      "a role, and nothing that tells what for",
      "aws sts assume-role-with-web-identity --role-arn $R --web-identity-token $T > c",
      ["1-1 assume-role-web-identity null likely"],
    ],
    [
      "complaints sent elsewhere",
      `aws ecr get-login-password 2>/dev/null | docker login -u AWS --password-stdin ${host} >/dev/null 2>&1`,
      ["1-1 get-login-password HOST certain"],
    ],
    [
      "a registry that a condition chooses",
      `if x; then R=${host}\nelse R=210987654321.dkr.ecr.eu-west-1.amazonaws.com\nfi\ndocker login -u AWS -p $ECR_P $R`,
      ["4-4 docker-login-static null certain"],
    ],
    [
      "a registry within the condition that chooses it",
      `R=x\nif x; then R=${host}\ndocker login -u AWS -p $P $R\nfi`,
      ["3-3 docker-login-static HOST certain"],
    ],
    [
      "a registry that a case chooses",
      `case $x in\n  a) R=${host} ;;\n  *) R=210987654321.dkr.ecr.eu-west-1.amazonaws.com ;;\nesac\naws ecr get-login-password | docker login -u AWS --password-stdin $R`,
      ["5-5 get-login-password null certain"],
    ],
    [
      "a registry set before what goes on with it",
      `cd x && R=${host} && docker login -u AWS -p $P $R`,
      ["1-1 docker-login-static HOST certain"],
    ],
    [
      "the password of version one",
      `aws ecr get-login --no-include-email | cut -d' ' -f6 | docker login -u AWS --password-stdin ${host}`,
      ["1-1 get-login-v1 HOST certain"],
    ],
    [
      "a password from elsewhere for one copy",
      `skopeo copy --dest-creds AWS:$P docker-archive:x docker://${host}/app`,
      ["1-1 skopeo HOST certain"],
    ],
    ["a password for one copy from another registry", "podman pull --creds u:p quay.io/a/b", []],
    [
      "a shell in the image of the aws command line",
      `docker run --entrypoint sh amazon/aws-cli -c 'aws ecr get-login-password' | docker login -u AWS --password-stdin ${host}`,
      ["1-1 get-login-password HOST certain"],
    ],
    [
      "regctl",
      `aws ecr get-login-password | regctl registry login --user AWS --pass-stdin ${host}`,
      ["1-1 other HOST certain"],
    ],
    [
      "regctl with a password from elsewhere",
      `regctl registry login --user AWS --pass $P ${host}`,
      ["1-1 other HOST certain"],
    ],
    [
      "the secret alone in a credentials file",
      "echo aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY >> ~/.aws/credentials\nterraform apply",
      ["1-1 literal-keys null certain"],
    ],
    [
      "a secret from elsewhere in a credentials file",
      "echo aws_secret_access_key = $S >> ~/.aws/credentials\nterraform apply",
      [],
    ],
    ["GitLab's own registry under another name", "R=$CI_REGISTRY\ndocker login -u AWS -p $P $R", []],
  ])("%s", (_, script, expected) => {
    expect(found(script)).toEqual(expected);
  });
});

describe("a variable whose value the file leaves open", () => {
  const script = "  script: [docker login -u AWS -p $P 123456789012.dkr.ecr.$REGION.amazonaws.com]\n";
  test.each([
    ["a matrix", "a:\n  parallel: { matrix: [{ REGION: [eu-west-1, us-east-1] }] }\n", null],
    ["a matrix over others", "a:\n  parallel: { matrix: [{ REGION: eu-west-1, X: [1, 2] }] }\n", host],
    [
      "a matrix before the variables of all",
      "variables: { REGION: eu-west-1 }\na:\n  parallel: { matrix: [{ REGION: [us-east-1] }] }\n",
      "123456789012.dkr.ecr.us-east-1.amazonaws.com",
    ],
    ["a rule", "a:\n  rules: [{ if: $X, variables: { REGION: eu-west-1 } }, { when: always }]\n", null],
    [
      "a rule that changes nothing",
      "a:\n  variables: { REGION: eu-west-1 }\n  rules: [{ if: $X, variables: { REGION: eu-west-1 } }]\n",
      host,
    ],
    [
      "a rule of the workflow",
      "variables: { REGION: eu-west-1 }\nworkflow:\n  rules: [{ if: $X, variables: { REGION: us-east-1 } }]\na:\n",
      null,
    ],
  ])("%s", (_, job, registry) => {
    expect(findLogins(job + script)).toMatchObject([{ kind: "docker-login-static", registry }]);
  });
});

test("a file that is nested too deep is refused in words", () => {
  expect(() => findLogins(`.a: ${"{b: ".repeat(6000)}x${"}".repeat(6000)}`)).toThrow("it is nested too deep");
});

describe("a file that isn't YAML", () => {
  test.each([
    ["in a block's header", "KEY: |SENTINEL1\n  x\n"],
    ["after a document's end", "...\n>  SENTINEL1\n\\"],
    ["after a backslash", 'KEY: "\\USENTINEL1"\n'],
  ])("isn't quoted in the error, where it may hold a key %s", (_, text) => {
    expect(() => findLogins(text)).toThrow(/^Line \d+ of the pipeline isn't YAML: (?!.*SENT)/);
  });

  test.each([
    ["a tab as indentation", "job:\n  script:\n\t- x\n", 3],
    ["an open quote", 'a: b\njob: "x\n', 3],
    ["an open bracket", "job: [a,\n", 2],
  ])("%s is told with its line", (_, text, line) => {
    const failing = () => findLogins(text);
    expect(failing).toThrow(GitlabEcrError);
    expect(failing).toThrow(/^Line \d+ of the pipeline isn't YAML: /);
    try {
      failing();
    } catch (error) {
      expect((error as GitlabEcrError).context.line).toBe(line);
    }
  });

  test.each([
    "",
    "\n",
    "# nothing\n",
    "text",
    "- a\n- b\n",
    "null",
    "---\n---\n",
    "a: !x {b: *c}\n".replace("*c", "c"),
  ])("%j is YAML without a login", (text) => expect(findLogins(text)).toEqual([]));
});
