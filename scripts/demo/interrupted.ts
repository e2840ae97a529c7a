/** The demo ends early, with this exit status. */
export class Interrupted extends Error {
  readonly status: number;

  constructor(status: number) {
    super("Interrupted: what the demo had started is stopped, what it had written is removed.");
    this.status = status;
  }
}
