import { permissionFindings, trustFindings } from "../../src/core/policy/index.ts";
import { inline, table } from "./markdown.ts";

/** `docs/trust-findings.md`: how policies are graded, then a table of the findings of each linter. */
export function findingsPage(): string {
  const trust = table(head, rowsOf(trustFindings));
  const permissions = table(head, rowsOf(permissionFindings));
  return `${[intro, trust, permissionIntro, permissions].join("\n\n")}\n`;
}

const head = ["finding", "severity", "what is so", "what to do"];

interface Entry {
  readonly severity: string;
  readonly message: string;
  readonly remedy: string;
}

function rowsOf(entries: Readonly<Record<string, Entry>>): string[][] {
  return Object.entries(entries).map(([id, { severity, message, remedy }]) =>
    [id, severity, filled(id, message), filled(id, remedy)].map(inline),
  );
}

/** A text with a word for each fact: what a person reads there, else the fact's name in capitals. */
function filled(id: string, text: string): string {
  return text.replace(
    /\{([a-zA-Z]+)\}/g,
    (_, name: string) => words[`${id}.${name}`] ?? words[name] ?? name.toUpperCase(),
  );
}

/** Facts that are sentences or parts of them; some only in one finding. */
const words: Readonly<Record<string, string>> = {
  pinRemedy: "Pin the project by its id, as told above.",
  protectRemedy: "Ask for a protected ref, as told above.",
  prefix: "ISSUER",
  whoGetsIn: "every project on ISSUER, or of the namespace, or every branch and tag of the project",
  exposed: "ISSUER:sub and so on",
  effect: "never holds, or always holds and guards nothing",
  why: "PROVIDER isn't the provider of the role's account, or no Allow statement trusts ISSUER",
  fix: "Use the provider of the token's issuer, in the account that the role is in.",
  without: "What fails without it.",
  "missing-aud.audiences": "",
};

const intro = `<!-- Made by \`npm run docs\` from src/core/policy. Don't edit it by hand. -->
# Findings about policies

\`gitlab-ecr doctor\` and the programs' \`lintTrustPolicy\` and \`evaluateTrustPolicy\` say how safe a role is. Each thing to
know is a finding: an id, a severity (dangerous, caution or info), its place in the document, what is so, and what to do.
Match on the id, never on the words: these may change.

## How a trust policy is graded

The grade is the severity of the worst finding; info counts as safe. It is the policy's, whatever a given token's verdict:
a policy may refuse your job and still be dangerous.

| grade | who gets in |
| --- | --- |
| dangerous | somebody outside the project, or a branch or tag that anyone with push rights can make: a wildcard over projects, refs or kinds of ref, or no sub at all. A gate that says nothing of the ref, such as pipeline\\_source, doesn't make an open ref safer |
| caution | one project and one ref today, by a path that somebody else can take over after a rename or deletion; namespace\\_id or ref\\_protected beside it doesn't change that. Also what can't work as it stands, and what holds only because refs are protected |
| safe | one project by its number and one ref: an exact sub that begins with project\\_id, or an exact sub together with project\\_id |

- **The values of one condition are alternatives**, so the loosest decides. Conditions are all needed, so what one leaves open another may hold.
- **A Deny statement counts** where it has one condition that keeps out all but what it names, such as StringNotEquals on sub.
- **Conditions are graded for GitLab's tokens**; a statement that trusts a named AWS account or another service's issuer, such as GitHub's, is left alone. An issuer that isn't known to be another's counts as a GitLab instance.
- **The audience is a minor matter**, since AWS checks it against the provider's own list anyway.

### Pin the project

On gitlab.com, add the project's number, which no rename changes, and if you protect the branch, that too:

\`\`\`json
"StringEquals": {
  "gitlab.com:aud": "sts.amazonaws.com",
  "gitlab.com:sub": "project_path:group/project:ref_type:branch:ref:main",
  "gitlab.com:project_id": "4242",
  "gitlab.com:ref_protected": "true"
}
\`\`\`

Of other instances' tokens AWS exposes sub, aud and amr alone. There, compose sub with the number, once for the project:

\`\`\`sh
curl --request PUT --header "PRIVATE-TOKEN: $TOKEN" --header "Content-Type: application/json" \\
  --data '{"ci_id_token_sub_claim_components":["project_id","ref_type","ref"]}' \\
  "https://gitlab.example.com/api/v4/projects/4242"
\`\`\`

From then on its jobs have the sub \`project_id:4242:ref_type:branch:ref:main\`, for which the policy asks. Recent versions
of GitLab can put ref\\_protected into it as well.

## Trust policies

Words in capitals stand for what the finding says in your case.`;

const permissionIntro = `## Permission policies

What the role may do once it is assumed. These findings don't count for the trust policy's grade; they have one of their
own, by the same rule: the worst decides.`;
