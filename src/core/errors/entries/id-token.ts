import type { CatalogueEntries } from "../catalogue-entry.ts";

/** What can be wrong with the job's ID token before or at the exchange. */
export const idTokenEntries = {
  "id-token-missing": {
    exitStatus: 3,
    message: "There is no ID token: {source}.",
    causes: [
      "The job has no id_tokens keyword, or extends the login job without its id_tokens.",
      "The job takes the before_script by !reference alone, which brings neither the token nor the variables.",
      "--id-token-env or --id-token-file names something that this job doesn't have.",
      "The command doesn't run in a GitLab job: ID tokens exist only there.",
    ],
    remedy: [
      "Add this to the job:\n\n    id_tokens:\n      GITLAB_OIDC_TOKEN:\n        aud: {audience}\n",
      "Or let the job extend the component's hidden job: extends: .ecr-login",
    ],
  },
  "id-token-malformed": {
    exitStatus: 3,
    message: "What was given as ID token isn't one that AWS can read: {reason}.",
    causes: [
      "The variable holds something else: its own name, another secret, or a token that was cut.",
      "The token's signature doesn't fit its content: it was changed on the way, or its issuer isn't the one it names.",
      "The token is of another kind (CI_JOB_TOKEN and personal access tokens are no ID tokens).",
    ],
    remedy: [
      "Give the variable that id_tokens fills, unchanged: --id-token-env GITLAB_OIDC_TOKEN (the default).",
      "Don't define a CI/CD variable of the same name: it would hide the token.",
    ],
  },
  "id-token-expired": {
    exitStatus: 3,
    message: "The ID token has expired: it was valid until {expiredAt}.",
    causes: [
      "The job's timeout passed: a token lives as long as the job may, or five minutes where the job has no timeout.",
      "The login comes late in a long job.",
      "The token was kept from an earlier job (in a cache, an artifact or a file).",
      "The runner's clock is wrong.",
    ],
    remedy: [
      "Log in at the start of the job, and raise the job's timeout where it is shorter than the work.",
      "Run the job again: each run gets a fresh token.",
    ],
  },
  "id-token-issuance-disabled": {
    exitStatus: 3,
    message: "GitLab issues no ID token for this project: {reason}.",
    causes: [
      "The project's path belonged to another project before, and GitLab (19.1 or later) doesn't let this one speak in its name: a role that trusts the path would admit it.",
    ],
    remedy: [
      'Let the token\'s sub begin with the project\'s id, which nobody can take over (as a Maintainer):\n\n    curl --request PUT --header "PRIVATE-TOKEN: $TOKEN" \\\n      --data "ci_id_token_sub_claim_components[]=project_id" \\\n      --data "ci_id_token_sub_claim_components[]=ref_type" \\\n      --data "ci_id_token_sub_claim_components[]=ref" \\\n      "https://gitlab.example.com/api/v4/projects/PROJECT_ID"\n',
      "Then trust the new sub in the role: project_id:PROJECT_ID:ref_type:branch:ref:BRANCH.",
      "Or move the project to a path that no other project had.",
    ],
  },
} as const satisfies CatalogueEntries;
