import type { Run } from "../run.ts";
import type { PublishOptions } from "./issuer-options.ts";
import type { DocumentStore, IssuerReader } from "./issuer-world.ts";
import { lookOutside } from "./look-outside.ts";
import { planPublication, writeDocuments } from "./publish-documents.ts";
import { documentChanges, type PublishResult, plannedResult } from "./publish-result.ts";
import { readInstance } from "./read-instance.ts";

/** Writes the documents into a folder that some web server makes public. Throws one `GitlabEcrError`. */
export async function publishToFolder(
  options: PublishOptions,
  { reader, store, place }: { readonly reader: IssuerReader; readonly store: DocumentStore; readonly place: string },
  run: Run,
): Promise<PublishResult> {
  const live = await readInstance(options, reader, run);
  const plan = await planPublication(options, live, { store, place }, run);
  const changes = documentChanges(plan);
  const provider = { arn: null, audience: options.audience, status: "unknown" } as const;
  const result = { ...plannedResult(options, place, plan), changes, provider };
  if (options.dryRun) return { ...result, applied: false, drift: null };
  await writeDocuments(plan, store, run);
  // The folder's files may be public already, or only after an upload: what is seen now is told, and no failure.
  return { ...result, applied: changes.length > 0, drift: await lookOutside(options, live, reader, run) };
}
