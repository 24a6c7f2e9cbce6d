/** One call that reached the sandbox. It holds no query and no body, so no code and no token. */
export interface RecordedCall {
  /** ISO 8601, on the sandbox's clock. */
  readonly time: string;
  readonly method: string;
  readonly path: string;
  /** `undefined` when the connection was destroyed instead. */
  readonly status: number | undefined;
  /** `ok`, the name of the error, or `fault: …`. */
  readonly outcome: string;
  readonly grantId?: string;
}

// A load test against `assistd dev` must not fill the memory with its own history.
const longestRecord = 10_000;

/** The calls in the order in which they were answered; the oldest are dropped. */
export class CallRecord {
  readonly #calls: RecordedCall[] = [];

  get calls(): readonly RecordedCall[] {
    return this.#calls;
  }

  add(call: RecordedCall): void {
    this.#calls.push(call);
    if (this.#calls.length > longestRecord * 1.1) this.#calls.splice(0, this.#calls.length - longestRecord);
  }

  clear(): void {
    this.#calls.length = 0;
  }
}
