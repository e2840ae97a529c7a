/** What is known of one condition key of a request. */
export type ContextValue =
  | { readonly kind: "present"; readonly values: readonly string[] }
  | { readonly kind: "absent" }
  | { readonly kind: "unknown" };

/**
 * The condition keys of one request.
 *
 * A key is looked up in `values` (null: known to be absent), else by prefix: in `absentPrefixes` it is absent, in
 * `unknownPrefixes` nobody told, elsewhere absent. All names are in lower case, since AWS compares key names without
 * regard to case (IAM User Guide, "IAM JSON policy elements: Condition").
 */
export interface RequestContext {
  readonly values: ReadonlyMap<string, readonly string[] | null>;
  readonly absentPrefixes: readonly string[];
  readonly unknownPrefixes: readonly string[];
}

/** Condition keys that a caller knows: text, number, boolean or a list of these; null says that the key is absent. */
export type KnownKeys = Readonly<
  Record<string, string | number | boolean | readonly (string | number | boolean)[] | null>
>;

/** What a request's context says of a key. */
export function contextValue(context: RequestContext, key: string): ContextValue {
  const name = key.toLowerCase();
  const values = context.values.get(name);
  if (values === null) return { kind: "absent" };
  if (values !== undefined) return { kind: "present", values };
  if (context.absentPrefixes.some((prefix) => name.startsWith(prefix))) return { kind: "absent" };
  if (context.unknownPrefixes.some((prefix) => name.startsWith(prefix))) return { kind: "unknown" };
  return { kind: "absent" };
}

/** Known keys in the form that a context holds. */
export function contextEntries(keys: KnownKeys): [string, readonly string[] | null][] {
  return Object.entries(keys).map(([key, value]) => {
    if (value === null) return [key.toLowerCase(), null];
    const list = Array.isArray(value) ? value : [value];
    return [key.toLowerCase(), list.map(String)];
  });
}
