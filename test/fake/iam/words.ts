import type { SignatureWords } from "../signature/words.ts";

/** How IAM words the refusal of a signature: as STS does. */
export const IAM_WORDS: SignatureWords = {
  service: "iam",
  status: 403,
  missing: "MissingAuthenticationToken",
  incomplete: "IncompleteSignature",
  mismatch: "SignatureDoesNotMatch",
  unknownKey: "InvalidClientTokenId",
  expired: "ExpiredToken",
};
