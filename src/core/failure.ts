/**
 * Something a caller has to be told. `name` picks a row of the failure table (`model/failures.ts`), which decides status, code and
 * the public message; `internal` and `cause` are for the log alone and never leave the process.
 */
export class Failure<Name extends string = string, Parameters = unknown> extends Error {
  readonly kind: Name;
  readonly parameters: Parameters;
  readonly internal: string | undefined;

  constructor(kind: Name, parameters: Parameters, options: { internal?: string; cause?: unknown } = {}) {
    super(kind, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'Failure';
    this.kind = kind;
    this.parameters = parameters;
    this.internal = options.internal;
  }
}
