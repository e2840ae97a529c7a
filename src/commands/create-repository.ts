import { type AwsOutcome, explainFailure } from "../core/diagnosis/index.ts";
import { catalogueError, GitlabEcrError } from "../core/errors/index.ts";
import type { AwsCredentials } from "../core/identity/index.ts";
import {
  type AskedRegistry,
  askedRegistry,
  type EndpointKind,
  formatRegistryHost,
  isRepositoryName,
} from "../core/registry/index.ts";
import type { CredentialsFacts } from "./get-credentials.ts";
import type { Run } from "./run.ts";

/** What is wanted of a repository. */
export interface RepositoryWishes {
  readonly name: string;
  readonly scanOnPush: boolean;
  readonly immutableTags: boolean;
  /** Only look what would be done. */
  readonly dryRun: boolean;
}

/** ECR as this command needs it. */
export interface RepositoryApi {
  createRepository(
    request: Where & { readonly scanOnPush: boolean; readonly immutableTags: boolean },
    signal: AbortSignal,
  ): Promise<AwsOutcome<{ readonly arn: string; readonly uri: string }>>;
  readRepository(request: Where, signal: AbortSignal): Promise<AwsOutcome<{ readonly arn: string }>>;
}

interface Where {
  readonly region: string;
  readonly credentials: AwsCredentials;
  readonly accountId: string;
  readonly name: string;
}

/** Where the repository lies, and with whose credentials it is asked for. */
export interface RepositoryPlace {
  readonly facts: CredentialsFacts;
  readonly credentials: AwsCredentials;
  /** The registries of the job; the repository is made in the first. */
  readonly registries: readonly string[];
  readonly endpoints: EndpointKind;
}

/** What came of it; `--json` prints it as it is. */
export interface CreateRepositoryResult {
  readonly ok: true;
  readonly repository: { readonly name: string; readonly arn: string; readonly uri: string };
  /** False where it was there already, which changes nothing, and with `--dry-run`. */
  readonly created: boolean;
  readonly dryRun: boolean;
  /** Whether it was there before; null where a dry run wasn't allowed to look. */
  readonly existed: boolean | null;
  readonly scanOnPush: boolean;
  readonly immutableTags: boolean;
}

/** The name, if ECR takes it, and the registry that it shall be in. Throws `input-invalid` or `registry-invalid`. */
export function checkRepository(name: string, registries: readonly string[]): AskedRegistry | null {
  // Two letters at least. Source: ECR API reference, CreateRepository.
  if (!isRepositoryName(name) || name.length < 2) {
    const reason = `ECR has no repository named ${JSON.stringify(name)}: 2 to 256 lower case letters, digits and single . _ - / between them.`;
    throw invalid(reason);
  }
  const [first] = registries.map(askedRegistry);
  if (first?.kind === "public") throw invalid("The first registry is ECR Public, where this makes no repositories.");
  return first ?? null;
}

/** Creates a repository where it is missing. One that is there is left as it is. Throws one `GitlabEcrError`. */
export async function createRepository(
  wishes: RepositoryWishes,
  { facts, credentials, registries, endpoints }: RepositoryPlace,
  api: RepositoryApi,
  run: Run,
): Promise<CreateRepositoryResult> {
  const { name, scanOnPush, immutableTags, dryRun } = wishes;
  const registry = checkRepository(name, registries);
  const region = registry?.region ?? facts.region;
  const accountId = registry?.accountId ?? facts.account;
  const where = { region, credentials, accountId, name };
  const arn = `arn:${facts.identity.split(":")[1]}:ecr:${region}:${accountId}:repository/${name}`;
  const host = formatRegistryHost({ accountId, region, ...endpoints });
  const result = {
    ok: true,
    repository: { name, arn, uri: `${host}/${name}` },
    created: false,
    dryRun,
    existed: true,
    scanOnPush,
    immutableTags,
  } as const;

  if (dryRun) {
    const found = await run.step("look for the repository", () => api.readRepository(where, run.signal));
    if (found.ok) return result;
    const awsCode = found.failure.kind === "aws" ? found.failure.awsCode : null;
    if (awsCode === "RepositoryNotFound") return { ...result, existed: false };
    if (awsCode === "AccessDenied") return { ...result, existed: null };
    throw explained(found, { facts, region, arn });
  }
  const made = await run.step("create the repository", () =>
    api.createRepository({ ...where, scanOnPush, immutableTags }, run.signal),
  );
  if (made.ok) return { ...result, repository: { name, ...made.value }, created: true, existed: false };
  if (made.failure.kind === "aws" && made.failure.awsCode === "RepositoryAlreadyExists") return result;
  throw explained(made, { facts, region, arn });
}

function explained(
  { failure, attempts }: Extract<AwsOutcome<unknown>, { ok: false }>,
  { facts, region, arn }: { readonly facts: CredentialsFacts; readonly region: string; readonly arn: string },
): GitlabEcrError {
  const error = explainFailure(failure, { attempts, region, exchange: null, keys: null, identity: facts.identity });
  if (failure.kind !== "aws" || failure.awsCode !== "AccessDenied") return error;
  return catalogueError(
    "push-denied",
    { ...error.context, resource: arn },
    {
      remedy: [
        `Allow it to the role or user:\n\n    {"Effect": "Allow", "Action": "ecr:CreateRepository", "Resource": "${arn}"}\n`,
        "Scan on push and immutable tags take no permission of their own at the creation (neither ecr:PutImageScanningConfiguration nor ecr:PutImageTagMutability).",
        "Or let somebody create it who may: gitlab-ecr setup --create-repository writes the files for that.",
      ],
    },
  );
}

function invalid(reason: string): GitlabEcrError {
  return new GitlabEcrError("input-invalid", { reason, command: "create-repository" });
}
