import type { SetupPlan } from "../../core/setup/index.ts";
import { madeRepositories } from "./setup-file.ts";
import { shellWord } from "./shell.ts";

/** A step that somebody does by hand, with its commands. */
export interface SetupStep {
  readonly title: string;
  readonly commands: readonly string[];
}

/** What a format's files are for. */
export type FolderFormat = "json" | "cloudformation" | "terraform" | "cdk" | "aws-cli";

/** How the files of a format become what they describe. */
export function applySteps(plan: SetupPlan, format: FolderFormat): SetupStep[] {
  return formats[format](plan);
}

/** What remains to do, whatever the format; the access key only where nobody has made it. */
export function remainingSteps(plan: SetupPlan, { keyIsMade = false } = {}): SetupStep[] {
  return [...composeSub(plan), ...otherAccount(plan), ...(keyIsMade ? [] : accessKey(plan))];
}

const formats: Readonly<Record<FolderFormat, (plan: SetupPlan) => SetupStep[]>> = {
  json: jsonSteps,
  cloudformation: ({ provider, region }) => {
    const deploy = `aws cloudformation deploy --region ${region} --template-file template.yaml --capabilities CAPABILITY_NAMED_IAM`;
    const existing =
      provider === null ? "" : ` --parameter-overrides ${shellWord(`ExistingOidcProviderArn=${provider.arn}`)}`;
    return [
      { title: "Deploy the stack", commands: [`${deploy} ${stack}`] },
      ...(provider === null
        ? []
        : [{ title: alreadyThere(provider.url), commands: [`${deploy}${existing} ${stack}`] }]),
    ];
  },
  terraform: ({ provider }) => [
    { title: "Apply it", commands: ["terraform init", "terraform apply"] },
    ...(provider === null
      ? []
      : [{ title: alreadyThere(provider.url), commands: ["terraform apply -var create_oidc_provider=false"] }]),
  ],
  cdk: ({ provider }) => [
    {
      title: "Add the stack to an app, and deploy it",
      commands: ['new GitlabEcrStack(app, "GitlabEcr");', "npx cdk deploy GitlabEcr"],
    },
    ...(provider === null
      ? []
      : [
          {
            title: alreadyThere(provider.url),
            commands: [
              `new GitlabEcrStack(app, "GitlabEcr", { existingOidcProviderArn: ${JSON.stringify(provider.arn)} });`,
            ],
          },
        ]),
  ],
  "aws-cli": () => [
    {
      title: "Run the script with credentials of the account; running it again changes nothing more",
      commands: ["sh setup.sh"],
    },
  ],
};

const stack = "--stack-name gitlab-ecr";

function alreadyThere(url: string): string {
  return `If the account has an OIDC provider for ${url} already (there can be one alone)`;
}

function jsonSteps(plan: SetupPlan): SetupStep[] {
  const { role, user, provider } = plan;
  const made = madeRepositories(plan);
  const steps: SetupStep[] = [];
  if (provider !== null) {
    steps.push({
      title: "Make the OIDC provider, once per account",
      commands: ["aws iam create-open-id-connect-provider --cli-input-json file://provider.json"],
    });
  }
  if (role !== null) {
    const bounds =
      role.permissionsBoundary === null ? "" : ` --permissions-boundary ${shellWord(role.permissionsBoundary)}`;
    steps.push({
      title: "Make the role",
      commands: [
        `aws iam create-role --role-name ${role.name} --path ${shellWord(role.path)} --max-session-duration ${role.maxSessionDuration}${bounds} --assume-role-policy-document file://trust-policy.json ${tagsOption(role.tags)}`,
        `aws iam put-role-policy --role-name ${role.name} --policy-document file://permissions-policy.json --policy-name ${role.policyName}`,
      ],
    });
  }
  if (user !== null) {
    const bounds =
      user.permissionsBoundary === null ? "" : ` --permissions-boundary ${shellWord(user.permissionsBoundary)}`;
    steps.push({
      title: "Make the user",
      commands: [
        `aws iam create-user --user-name ${user.name} --path ${shellWord(user.path)}${bounds} ${tagsOption(user.tags)}`,
        `aws iam put-user-policy --user-name ${user.name} --policy-document file://permissions-policy.json --policy-name ${user.policyName}`,
      ],
    });
  }
  for (const name of made?.names ?? []) {
    const { immutableTags, scanOnPush, kmsKey } = made?.create ?? {
      immutableTags: true,
      scanOnPush: true,
      kmsKey: null,
    };
    const encryption = kmsKey === null ? "encryptionType=AES256" : `encryptionType=KMS,kmsKey=${kmsKey}`;
    steps.push({
      title: `Make the repository ${name}`,
      commands: [
        `aws ecr create-repository --region ${plan.region} --repository-name ${name} --image-tag-mutability ${immutableTags ? "IMMUTABLE" : "MUTABLE"} --image-scanning-configuration scanOnPush=${scanOnPush} --encryption-configuration ${shellWord(encryption)} ${tagsOption(made?.create.tags ?? {})}`,
        `aws ecr put-lifecycle-policy --region ${plan.region} --repository-name ${name} --lifecycle-policy-text file://lifecycle-policy.json`,
      ],
    });
  }
  return steps;
}

function tagsOption(tags: Readonly<Record<string, string>>): string {
  const list = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return `--tags ${shellWord(JSON.stringify(list))}`;
}

function composeSub({ gitlab }: SetupPlan): SetupStep[] {
  if (gitlab === null || gitlab.subComponents === null) return [];
  const data = JSON.stringify({ ci_id_token_sub_claim_components: gitlab.subComponents });
  return [
    {
      title: "Let GitLab compose sub as the role expects it, with a token of a maintainer",
      commands: gitlab.projects.map(({ id, path }) => {
        const project = id ?? encodeURIComponent(path);
        return `curl --fail --request PUT --header "PRIVATE-TOKEN: $GITLAB_TOKEN" --header "Content-Type: application/json" --data ${shellWord(data)} ${shellWord(`${gitlab.url}/api/v4/projects/${project}`)}`;
      }),
    },
  ];
}

function otherAccount({ repositoryPolicy, repositories, region }: SetupPlan): SetupStep[] {
  if (repositoryPolicy === null) return [];
  return [
    {
      title: `With credentials of account ${repositories[0]?.account}, once the role or user is there, let it in: setup changes nothing there. A policy that the repository has is replaced, so merge the two first`,
      commands: repositories.map(
        ({ name }) =>
          `aws ecr set-repository-policy --region ${region} --repository-name ${name} --policy-text file://repository-policy.json`,
      ),
    },
  ];
}

function accessKey({ user }: SetupPlan): SetupStep[] {
  if (user === null) return [];
  return [
    {
      title:
        "Make the access key last; this prints its secret, once: put both into masked and protected CI/CD variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and nowhere else",
      commands: [`aws iam create-access-key --user-name ${user.name}`],
    },
  ];
}
