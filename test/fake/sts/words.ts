import type { SignatureWords } from "../signature/words.ts";

/** How STS words the refusal of a signature. */
export const STS_WORDS: SignatureWords = {
  service: "sts",
  status: 403,
  missing: "MissingAuthenticationToken",
  incomplete: "IncompleteSignature",
  mismatch: "SignatureDoesNotMatch",
  unknownKey: "InvalidClientTokenId",
  expired: "ExpiredToken",
};
