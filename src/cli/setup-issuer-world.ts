import { type createAws, retry } from "../adapters/aws/index.ts";
import { readIssuerDocument } from "../adapters/gitlab/index.ts";
import { readPublished, writePublished } from "../adapters/system/index.ts";
import type { AccountWorld, DocumentStore, IssuerReader } from "../commands/setup-issuer/issuer-world.ts";
import { issuerPaths } from "../core/setup/index.ts";
import { performAccess } from "./access-world.ts";
import type { Invocation } from "./command.ts";

type Aws = ReturnType<typeof createAws>;

const command = "setup issuer";

/** Reads documents through the proxy, and with the authorities, that calls to AWS use. */
export function issuerReader(aws: Aws): IssuerReader {
  return { readDocument: (address, signal) => readIssuerDocument(aws.get, address, signal) };
}

/** The documents' place in a folder. */
export function folderStore(folder: string, signal: AbortSignal): DocumentStore {
  return {
    async read(document) {
      const text = await readPublished(folder, issuerPaths[document], { command });
      return text === null ? null : { text, version: "" };
    },
    write: (document, text) => writePublished(folder, issuerPaths[document], text, { command, signal }),
  };
}

/** Gets credentials as a login does, and opens the bucket with them. */
export async function openAccount(
  invocation: Invocation,
  aws: Aws,
  { bucket, owner }: { readonly bucket: string; readonly owner: string | null },
): Promise<AccountWorld> {
  const { facts, credentials } = await performAccess(invocation, command);
  const { account, identity, region } = facts;
  const providers = await aws.loadProviders();
  const own = { account, identity, region, owner: owner ?? account };
  return {
    facts: own,
    bucket: await aws.openBucket({ region, credentials, bucket, owner: own.owner }),
    providers: {
      readProvider: (arn, signal) => providers.readProvider({ region, credentials, arn }, signal),
      createProvider: (provider, signal) =>
        providers.createProvider({ region, credentials, ...provider, tags: { "managed-by": "gitlab-ecr" } }, signal),
      addAudience: (arn, audience, signal) => providers.addAudience({ region, credentials, arn, audience }, signal),
    },
  };
}

/** Looks again, as failed calls are tried again, until what is seen is settled; gives what was seen last. */
export async function settle<T>(
  look: () => Promise<T>,
  settled: (seen: T) => boolean,
  { io, run }: Pick<Invocation, "io" | "run">,
): Promise<T> {
  let seen = await look();
  const attempt = async () => {
    if (settled(seen)) return { ok: true, value: seen } as const;
    const failure = { action: "a plain request", host: "", kind: "answer", httpStatus: 503, reason: "" } as const;
    return { ok: false, failure } as const;
  };
  const clock = {
    ...io.retryClock,
    wait: async (milliseconds: number, signal: AbortSignal) => {
      await io.retryClock.wait(milliseconds, signal);
      seen = await look();
    },
  };
  await retry(attempt, run.signal, clock);
  return seen;
}
