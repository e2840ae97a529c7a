import type { Flow } from "./known-word.ts";

/** Programs that use no AWS credentials: a job of these alone doesn't tell what its credentials are for. */
const idle = new Set(
  `: . [ [[ apk apt apt-get awk basename base64 break cat cd chmod chown command continue cp curl cut date declare dirname
  dnf echo eval exec exit export false find for function getent grep gunzip gzip head hostname id install jq local ls
  microdnf mkdir mktemp mv openssl pip pip3 popd printenv printf ps pushd pwd read readonly return rm sed set sh shift sleep
  sort source tail tar tee test touch tr trap true type typeset umask uname unset unzip update-ca-certificates wait wc wget
  which whoami xargs yq yum zip bash ash ln case python3 -c ]`.split(/\s+/),
);

export function isIdle(program: string): boolean {
  return idle.has(program) || /^(?:\$\{\w+\}|\$\(\))?$/.test(program);
}

const installers = new Set(
  "apk apt apt-get aptitude brew choco cp curl dnf git go install ln microdnf pip pip3 rpm tdnf wget yum zypper Invoke-WebRequest".split(
    " ",
  ),
);

/** Whether a command fetches or runs Amazon's credential helper. */
export function installsHelper(program: string, args: readonly Flow[]): boolean {
  if (program === "docker-credential-ecr-login")
    return args.some(({ shape }) => /^(?:get|list|store|erase)$/.test(shape));
  return (
    installers.has(program) &&
    args.some(({ shape }) => /amazon-ecr-credential-helper|docker-credential-(?:ecr-login|helper-ecr)/.test(shape))
  );
}
