import { catalogue, catalogueError, type ErrorCode } from "../../src/core/errors/index.ts";
import { inline, list, table } from "./markdown.ts";

const codes = Object.keys(catalogue) as ErrorCode[];

/** `docs/errors.md`: one table of all codes, then one section a code, with the code itself as anchor. */
export function errorsPage(): string {
  const rows = codes.map((code) => [`[${code}](#${code})`, status(code), inline(catalogueError(code).message)]);
  const parts = [intro, table(["code", "exit status", "what happened"], rows), ...codes.map(section)];
  return `${parts.join("\n\n")}\n`;
}

const intro = `<!-- Made by \`npm run docs\` from src/core/errors. Don't edit it by hand. -->
# Errors and warnings

Whatever goes wrong, gitlab-ecr ends with one of the codes below. The code stands in the first line of the message, as
\`error[CODE]\`, and in the result of \`--json\` as \`error.code\`. A code means the same wherever it was found out, and
always gives the same exit status. Match on the code, never on the words: these may change.

Some words of AWS and GitLab come up again and again:

| word | what it is |
| --- | --- |
| role | what a job becomes in AWS for an hour: a name with permissions, and without a password. To take it on is to *assume* it |
| ARN | AWS's full name of anything: \`arn:aws:iam::123456789012:role/NAME\`; the number is the account |
| ID token | what GitLab signs for a job: who it is. \`iss\` names the GitLab, \`sub\` project and branch, \`aud\` whom it is for |
| OIDC provider | the entry in an AWS account that makes it trust the ID tokens of one GitLab. OIDC is the standard for it |
| trust policy | the part of a role that says who may assume it; its \`Condition\` compares the token's \`sub\` and \`aud\` |
| permissions | the other part: what may be done with the role, such as to push into one repository |
| boundary, session policy | limits on top: only what they allow, too, is allowed |
| static keys | an access key id and a secret of an IAM user, which stay valid until somebody deletes them |
| partition | a part of AWS that is apart from the rest: China is one, the GovCloud of the United States another |
| STS, ECR, IAM | AWS's services for sessions, for images, and for users, roles and policies |

Words in capitals, such as \`ACCOUNT_ID\`, stand for what the message says in your case.

| exit status | meaning |
| --- | --- |
| 0 | done; a code here is a warning, and the command succeeds |
| 1 | the answer is no |
| 2 | wrong usage or input |
| 3 | AWS or GitLab refused, or would |
| 4 | network, timeout or throttling, after the retries |
| 5 | a container tool failed |
| 70 | a bug of gitlab-ecr |
| 130, 143 | stopped by Ctrl-C or SIGTERM |

## All codes`;

function section(code: ErrorCode): string {
  const { message, causes, remedy } = catalogueError(code);
  return [
    `## ${code}`,
    inline(message),
    `Exit status: ${status(code)}.`,
    ...(causes.length === 0 ? [] : ["Why, most likely first:", list("numbered", causes)]),
    "What to do:",
    list("bullets", remedy),
  ].join("\n\n");
}

function status(code: ErrorCode): string {
  const { exitStatus } = catalogue[code];
  if (exitStatus === 0) return "0 (warning)";
  return exitStatus === 130 ? "130 or 143" : String(exitStatus);
}
