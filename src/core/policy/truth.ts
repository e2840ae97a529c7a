/** Three-valued truth: null is unknown, for what depends on facts that weren't given. */
export type Truth = boolean | null;

/** True when all are, false when one is, else unknown. */
export function allOf(values: Iterable<Truth>): Truth {
  let result: Truth = true;
  for (const value of values) {
    if (value === false) return false;
    if (value === null) result = null;
  }
  return result;
}

/** True when one is, false when none can be, else unknown. */
export function anyOf(values: Iterable<Truth>): Truth {
  let result: Truth = false;
  for (const value of values) {
    if (value === true) return true;
    if (value === null) result = null;
  }
  return result;
}

/** The opposite; unknown stays unknown. */
export function not(value: Truth): Truth {
  return value === null ? null : !value;
}
