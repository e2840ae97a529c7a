const REDACTED = "[redacted]";

/**
 * A value that must not be shown: a key, a token, a password. It prints as `[redacted]` wherever it lands, in template
 * strings, JSON, `console.log` and error messages, and is opened with `reveal()` at the one place that uses it.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Call it only where it is handed to its counterpart. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return REDACTED;
  }
}
