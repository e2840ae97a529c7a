/** Version of the policy language. A document without one is of 2008-10-17. */
export type PolicyVersion = "2008-10-17" | "2012-10-17";

/** A parsed policy document of any type: trust, identity, boundary, session or resource policy. */
export interface Policy {
  readonly version: PolicyVersion;
  readonly id: string | null;
  readonly statements: readonly Statement[];
  /** Elements that the policy language doesn't know, as they were. */
  readonly unknownElements: Readonly<Record<string, unknown>>;
  /** Characters without insignificant white space, which is what AWS counts against its limits. */
  readonly size: number;
}

/** One statement; lists where AWS allows one value or several. */
export interface Statement {
  readonly index: number;
  /** Its place in the document, such as `Statement[0]`. */
  readonly at: string;
  readonly sid: string | null;
  readonly effect: "Allow" | "Deny";
  /** Null in identity policies. */
  readonly principal: PrincipalElement | null;
  readonly action: ListElement<"Action" | "NotAction">;
  /** Null in trust policies. */
  readonly resource: ListElement<"Resource" | "NotResource"> | null;
  readonly conditions: readonly Condition[];
  readonly unknownElements: Readonly<Record<string, unknown>>;
}

/** An element that holds a list of texts, and which of its two names it has. */
export interface ListElement<Name extends string> {
  readonly element: Name;
  readonly values: readonly string[];
}

/** `Principal` or `NotPrincipal`. */
export interface PrincipalElement {
  readonly element: "Principal" | "NotPrincipal";
  readonly entries: readonly PrincipalEntry[];
}

/** One named principal; `"*"` alone is an entry of type `Everyone`. */
export interface PrincipalEntry {
  readonly type: "Everyone" | PrincipalType;
  readonly value: string;
  readonly at: string;
}

/** Kinds of principal that a policy can name. */
export type PrincipalType = (typeof principalTypes)[number];

export const principalTypes = ["AWS", "Federated", "Service", "CanonicalUser"] as const;

/** One operator, one key, and the values that are alternatives. */
export interface Condition {
  /** As written, such as `ForAnyValue:StringLikeIfExists`. */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
  readonly at: string;
}
