import { type AuditReport, findingKeys } from "../../core/audit/index.ts";

/** A finding of a report with what names it across runs. */
export type Fingerprinted<F> = F & {
  /** 32 hexadecimal digits: the same in every run, as long as finding, resource and place are. */
  readonly fingerprint: string;
};

/** The findings of a report, in its order, each with its fingerprint. */
export function fingerprinted<F extends AuditReport["findings"][number]>(findings: readonly F[]): Fingerprinted<F>[] {
  const keys = findingKeys(findings);
  return findings.map((finding, index) => ({ ...finding, fingerprint: fingerprintOf(keys[index] ?? "") }));
}

/** 128 bits of FNV-1a over the text's code units: it tells findings apart, it keeps no secret. */
export function fingerprintOf(text: string): string {
  const bits = [0x811c9dc5, 0x01000193, 0x9e3779b9, 0x85ebca6b].map((seed) => {
    let hash = seed;
    for (let index = 0; index < text.length; index++) {
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
      hash ^= hash >>> 15;
    }
    return (hash >>> 0).toString(16).padStart(8, "0");
  });
  return bits.join("");
}
