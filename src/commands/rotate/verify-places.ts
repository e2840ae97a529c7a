import { type Look, type Looker, readTargets } from "./look.ts";
import { refused } from "./refusals.ts";
import { tryKey } from "./try-key.ts";

/**
 * Reads back what was stored, and lets AWS say once more that the key works: from here on the old key may go. Throws
 * `new-key-refused` for a place that holds something else.
 */
export async function verifyPlaces(keyId: string, { situation }: Look, looker: Looker): Promise<void> {
  const { world, caller, run, secrets } = looker;
  const secret = secrets.get(keyId);
  const read = new Map((await readTargets(looker)).map((pair) => [pair.name, pair]));
  for (const { name, readable } of situation.places) {
    if (readable === "nothing") continue;
    const pair = read.get(name);
    if (pair?.keyId !== keyId) throw refused(keyId, `as it was stored in ${name}`, "another key stands there now");
    const same = pair.secret === null || pair.secret.reveal() === secret?.reveal();
    if (!same) throw refused(keyId, `as it was stored in ${name}`, "another secret stands there now");
  }
  if (secret === undefined) return;
  const works = await run.step(`try ${keyId}`, () =>
    tryKey({ id: keyId, secret }, { patient: true }, world, caller, run),
  );
  if (!works) throw refused(keyId, "though it did a moment ago", "it is unknown to STS now");
}
