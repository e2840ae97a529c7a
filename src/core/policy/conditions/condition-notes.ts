/** Why a condition came out as it did, where expected and actual values alone don't tell. */
export const conditionNotes = {
  "key-absent": "The request has no such key, and the operator needs one.",
  "key-absent-passes": "The request has no such key, and this operator passes without one.",
  "key-unknown": "The value of this key comes from elsewhere and wasn't given, so this can't be decided.",
  "claim-not-exposed": "AWS doesn't turn this claim into a condition key for this issuer, so the key is always absent.",
  "operator-unknown": "AWS has no operator of this name.",
  "variable-no-value": "A policy variable has neither a value nor a default, so nothing equals it.",
  "variable-unknown": "A policy variable takes its value from a key that wasn't given.",
  "variables-off": "Without Version 2012-10-17 a policy variable is plain text.",
  "literal-wildcard": "This operator takes * and ? literally; only StringLike and the ARN operators know wildcards.",
  incomparable: "One of the values isn't of the operator's type, so the condition doesn't hold.",
  "several-values": "The key has several values; without ForAnyValue or ForAllValues one that matches is enough.",
} as const;

/** Code of a note. */
export type ConditionNote = keyof typeof conditionNotes;
