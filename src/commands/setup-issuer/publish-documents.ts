import { catalogueError } from "../../core/errors/index.ts";
import { type DocumentsPlan, type LiveDocuments, planDocuments } from "../../core/setup/index.ts";
import type { Run } from "../run.ts";
import type { IssuerOptions } from "./issuer-options.ts";
import type { DocumentStore, StoredDocument } from "./issuer-world.ts";

/** What the documents shall be, and the versions that were read. */
export interface StoredPlan extends DocumentsPlan {
  readonly stored: Readonly<Record<"discovery" | "keys", StoredDocument | null>>;
}

/** Reads what lies at the place and says what it shall be. Throws `publish-conflict` for another instance's. */
export async function planPublication(
  { issuer, keepSeconds, dropOld }: Pick<IssuerOptions, "issuer" | "keepSeconds"> & { readonly dropOld: boolean },
  live: LiveDocuments,
  { store, place }: { readonly store: DocumentStore; readonly place: string },
  run: Run,
): Promise<StoredPlan> {
  return run.step("read what is published", async () => {
    const [discovery, keys] = [await store.read("discovery"), await store.read("keys")];
    const texts = { discovery: discovery?.text ?? null, keys: keys?.text ?? null };
    const plan = planDocuments(issuer, live, texts, { now: run.now(), keepSeconds, dropOld });
    if (plan !== null) return { ...plan, stored: { discovery, keys } };
    const reason = "the documents there are another GitLab instance's";
    const remedy = [
      "For a second instance, give a bucket, a prefix or a folder of its own.",
      "If it is the same instance at a new address, give --drop-old-keys: its present keys are published alone.",
    ];
    throw catalogueError("publish-conflict", { place, reason }, { remedy });
  });
}

/** Writes the documents that change: keys before what names them. */
export async function writeDocuments({ documents, stored }: StoredPlan, store: DocumentStore, run: Run): Promise<void> {
  for (const { document, change, text } of documents) {
    if (change === null) continue;
    const replaces = stored[document]?.version ?? null;
    await run.step(`write the ${document === "keys" ? "keys" : "discovery document"}`, () =>
      store.write(document, text, replaces),
    );
  }
}
