import { type Drift, documentUrl, findDrift, type LiveDocuments, type PublicDocument } from "../../core/setup/index.ts";
import type { Run } from "../run.ts";
import type { IssuerOptions } from "./issuer-options.ts";
import type { FetchedDocument, IssuerReader } from "./issuer-world.ts";

/** Reads the public documents as AWS does, without credentials, and compares them with the instance's. */
export async function lookOutside(
  { issuer, keepSeconds }: Pick<IssuerOptions, "issuer" | "keepSeconds">,
  live: LiveDocuments,
  reader: IssuerReader,
  run: Run,
): Promise<readonly Drift[]> {
  return run.step("read the public documents", async () => {
    const [discovery, keys] = await Promise.all([
      reader.readDocument(documentUrl(issuer, "discovery"), run.signal),
      reader.readDocument(documentUrl(issuer, "keys"), run.signal),
    ]);
    const published = { discovery: publicDocument(discovery), keys: publicDocument(keys) };
    return findDrift(issuer, live, published, { now: run.now(), keepSeconds });
  });
}

function publicDocument(answer: FetchedDocument): PublicDocument {
  return answer.kind === "read" ? answer : { kind: "failed", detail: answer.detail };
}
