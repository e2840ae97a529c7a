import { join } from "node:path";
import { editSecretFile } from "../adapters/system/index.ts";
import type { CredentialsFacts } from "../commands/get-credentials.ts";
import { GitlabEcrError } from "../core/errors/index.ts";
import { type AwsCredentials, isProfileName, withProfile } from "../core/identity/index.ts";
import { credentialsDocument, credentialsText, type DocumentFormat } from "../reports/index.ts";
import { accessOptionSpecs, performAccess } from "./access-world.ts";
import type { CliCommand, Invocation } from "./command.ts";
import type { OptionSpec } from "./option-spec.ts";

const { profile: _profile, ...sharedSpecs } = accessOptionSpecs;

const ownSpecs = {
  format: {
    name: "format",
    value: "FORMAT",
    choices: ["env", "json", "process", "shared"],
    description:
      "form of the credentials: lines for a shell, JSON, JSON for credential_process, or a profile in a shared credentials file",
    fallback: "env, or json with --json",
  },
  profile: {
    name: "profile",
    value: "NAME",
    description: "profile to write, with --format shared",
    fallback: "gitlab-ecr",
  },
  output: {
    name: "output",
    value: "FILE",
    description: "write to a file that only this user may read, and print no secret",
    fallback: "with --format shared AWS_SHARED_CREDENTIALS_FILE, else ~/.aws/credentials",
  },
  yes: { name: "yes", value: null, description: "print the credentials even on a terminal" },
} as const satisfies Record<string, OptionSpec>;

/** `gitlab-ecr credentials`. */
export const credentialsCommand: CliCommand = {
  name: "credentials",
  summary: "Hand on the AWS credentials that a login would use.",
  positional: null,
  options: Object.values({ ...ownSpecs, ...sharedSpecs }),
  help: `
What this prints are secrets in the clear: in a job's log everybody who may see
the job can read them. gitlab-ecr exec gives them to one command alone, and is
what you want in most cases. On a terminal nothing is printed without --yes.

Examples:
  For the shell that runs this script:
    eval "$(gitlab-ecr credentials --format env)"

  For every tool of AWS, as a profile:
    gitlab-ecr credentials --format shared --profile deploy
    aws s3 ls --profile deploy

  In ~/.aws/config, to be asked for when they are needed:
    [profile deploy]
    credential_process = gitlab-ecr credentials --format process

Exit status: 0 done, 2 wrong usage or input, 3 AWS or GitLab refused,
4 network, timeout or throttling.
`,
  async run(invocation) {
    const { output, run } = invocation;
    const place = readPlace(invocation);
    const { facts, credentials } = await performAccess(invocation, "credentials", ({ session: { profile } }) => {
      // The profile's keys would be replaced by what was made of them.
      if (place.format !== "shared" || profile?.value !== place.profile) return;
      throw invalid(`--profile ${place.profile} is the profile that AWS_PROFILE reads from: write another one.`);
    });
    if (place.format === "shared") {
      const file = await writeProfile(place, credentials, facts, run.signal);
      const result = { ...facts, profile: place.profile, file };
      output.result(result, (style) => credentialsText(result, style));
      return 0;
    }
    const document = credentialsDocument(place.format, credentials, { ...facts });
    if (place.file === null) {
      output.secretDocument(document);
      return 0;
    }
    const file = await editSecretFile(place.file, () => document, run.signal);
    const result = { ...facts, file };
    output.result(result, (style) => credentialsText(result, style));
    return 0;
  },
};

type Place =
  | { readonly format: "shared"; readonly profile: string; readonly file: string }
  | { readonly format: DocumentFormat; readonly file: string | null };

/** Where the credentials shall go. Throws `input-invalid` for what doesn't go together, before anything is asked. */
function readPlace({ options, io }: Invocation): Place {
  const json = options.isOn({ name: "json", value: null, description: "" });
  const format = (options.text(ownSpecs.format) ?? (json ? "json" : "env")) as DocumentFormat | "shared";
  const profile = options.find(ownSpecs.profile);
  const file = options.text(ownSpecs.output);
  if (format === "shared") {
    const name = profile?.value ?? "gitlab-ecr";
    if (!isProfileName(name))
      throw invalid(`${profile?.source} is ${JSON.stringify(name)}, which isn't a profile's name.`);
    const usual = options.variable("AWS_SHARED_CREDENTIALS_FILE") ?? join(io.homeDir, ".aws", "credentials");
    return { format, profile: name, file: file ?? usual };
  }
  if (profile?.source === "--profile")
    throw invalid("--profile names what --format shared writes; to read from a profile, set AWS_PROFILE.");
  if (json && format !== "json" && file === null)
    throw invalid(`--json prints JSON, and --format ${format} something else.`);
  if (file === null && io.stdout.terminal === true && !options.isOn(ownSpecs.yes)) {
    throw new GitlabEcrError(
      "input-invalid",
      { reason: "This would show the credentials on a terminal.", command: "credentials" },
      {
        remedy: [
          'Hand them on: eval "$(gitlab-ecr credentials)", or gitlab-ecr exec -- COMMAND.',
          "Or let them be written: --output FILE, --format shared.",
          "To see them all the same: --yes.",
        ],
      },
    );
  }
  return { format, file };
}

function writeProfile(
  { profile, file }: Extract<Place, { format: "shared" }>,
  { accessKeyId, secretAccessKey, sessionToken }: AwsCredentials,
  { identity, expiresAt }: CredentialsFacts,
  signal: AbortSignal,
): Promise<string> {
  const settings = {
    aws_access_key_id: accessKeyId.reveal(),
    aws_secret_access_key: secretAccessKey.reveal(),
    ...(sessionToken === null ? {} : { aws_session_token: sessionToken.reveal() }),
  };
  const note = `${identity}${expiresAt === null ? "" : `, until ${expiresAt}`}`;
  const edit = (text: string) => {
    const edited = withProfile(text, { name: profile, settings, note });
    if (edited.ok) return edited.text;
    const reason = `Profile ${profile} in ${file} has ${edited.conflicting.join(", ")}, by which AWS's tools would ignore the keys: write another one.`;
    throw invalid(reason);
  };
  return editSecretFile(file, edit, signal);
}

function invalid(reason: string): GitlabEcrError {
  return new GitlabEcrError("input-invalid", { reason, command: "credentials" });
}
