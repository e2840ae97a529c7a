import { randomUUID } from "node:crypto";
import { type AwsOutcome, explainFailure } from "../../core/diagnosis/index.ts";
import { catalogueError, GitlabEcrError } from "../../core/errors/index.ts";
import { fieldsOf, type PairNames, withFields } from "../../core/rotation/index.ts";
import { Secret } from "../../core/secret/index.ts";
import type { ReadRequest } from "./iam-client.ts";
import { readSecret, type SecretsManager, writeSecret } from "./secrets-manager.ts";

/** Which secret holds a key, and how. */
export interface KeySecretRequest extends ReadRequest {
  /** What the target is called. */
  readonly name: string;
  /** Name or ARN; an ARN's region counts. */
  readonly secretId: string;
  readonly names: PairNames;
  /** Whose credentials these are, for messages. */
  readonly identity: string;
  /** Whether the pair that stood there before is read, too. */
  readonly withPrevious: boolean;
}

/** The id of an access key and its secret. */
export interface Pair {
  readonly id: string;
  readonly secret: Secret;
}

/**
 * An access key in two fields of a secret's JSON. All other fields stay. Both change at once, and the pair before stays
 * as the version AWSPREVIOUS.
 */
export function keySecret(place: SecretsManager, request: KeySecretRequest) {
  const { name, secretId, names } = request;
  const region = /^arn:[a-z-]+:secretsmanager:([a-z0-9-]+):/.exec(secretId)?.[1] ?? request.region;
  const where = { ...request, region };
  return {
    name,
    async read(signal: AbortSignal) {
      const text = unwrap(await readSecret(place, { ...where, stage: "AWSCURRENT" }, signal), where);
      const fields = text === null ? null : fieldsOf(text.reveal());
      const id = fields?.[names.id];
      // Without the field it holds something else.
      if (fields !== null && typeof id !== "string") return [];
      const secret = fields?.[names.secret];
      const pair = typeof id === "string" && typeof secret === "string" ? { id, secret: new Secret(secret) } : null;
      const previous = request.withPrevious ? await previousPair(place, where, signal) : null;
      return [
        {
          name,
          readable: "pair" as const,
          keyId: pair?.id ?? null,
          secret: pair?.secret ?? null,
          previous,
          problem: pair === null ? `${name} isn't JSON with the fields ${names.id} and ${names.secret}` : null,
          store: (next: Pair, abort: AbortSignal) => store(place, where, text, next, abort),
        },
      ];
    },
  };
}

async function store(
  place: SecretsManager,
  where: KeySecretRequest,
  text: Secret | null,
  { id, secret }: Pair,
  signal: AbortSignal,
): Promise<void> {
  const { names } = where;
  const edited = withFields(text?.reveal() ?? "", { [names.id]: id, [names.secret]: secret.reveal() });
  if (edited === null) throw new Error("It was JSON when it was read.");
  const version = randomUUID();
  unwrap(await writeSecret(place, { ...where, text: new Secret(edited), version }, signal), where);
}

/** Null where there is no version before, or it holds no pair. */
async function previousPair(place: SecretsManager, where: KeySecretRequest, signal: AbortSignal): Promise<Pair | null> {
  const outcome = await readSecret(place, { ...where, stage: "AWSPREVIOUS" }, signal);
  if (!outcome.ok && outcome.failure.kind === "aws" && outcome.failure.awsCode === "ResourceNotFound") return null;
  const fields = fieldsOf(unwrap(outcome, where)?.reveal() ?? "");
  const [id, secret] = [fields?.[where.names.id], fields?.[where.names.secret]];
  return typeof id === "string" && typeof secret === "string" ? { id, secret: new Secret(secret) } : null;
}

function unwrap<T>(outcome: AwsOutcome<T>, { secretId, region, identity, name }: KeySecretRequest): T {
  if (outcome.ok) return outcome.value;
  const { failure, attempts } = outcome;
  const error = explainFailure(failure, { attempts, region, exchange: null, keys: null, identity });
  const awsCode = failure.kind === "aws" ? failure.awsCode : null;
  if (awsCode === "AccessDenied") throw catalogueError("rotation-denied", { ...error.context, resource: secretId });
  if (awsCode !== "ResourceNotFound") throw error;
  const reason = `There is no secret for --target ${name} in region ${region}.`;
  const remedy = ["Name a secret that exists, by its name or ARN, or another region: --region."];
  throw new GitlabEcrError("input-invalid", { reason, command: "rotate" }, { remedy });
}
