/** A piece of work, as whoever measures or traces the service sees it. */
export interface Work {
  readonly kind: 'request' | 'database' | 'obligation' | 'partner';
  /** What is done, of a few possible names: `write`, `grant.retire`, `TeamViewer revoke`. */
  readonly name: string;
  /** What tells it from others of its kind. Ids are among them, so they are for traces, not for labels of metrics. */
  readonly attributes: Attributes;
  /** What a caller sent of its own trace: `traceparent` and `tracestate` (W3C Trace Context, sections 3.2 and 3.3). */
  readonly caller?: { readonly traceparent: string | undefined; readonly tracestate: string | undefined };
}

export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** What came of it. */
export interface Outcome {
  /** One of a few words: a status, `done`, `unreachable`. */
  readonly result: string;
  readonly isFailure: boolean;
  /** The name that the work has, where it was not known when it began. */
  readonly name?: string | undefined;
  readonly attributes?: Attributes;
}

export type Settled<T> = { readonly value: T } | { readonly error: unknown };

/** Watches work, and changes nothing about it. */
export interface Observer {
  /** Runs `run` and settles as it does. Work that `run` begins is part of this work. */
  observe<T>(work: Work, run: () => Promise<T>, outcomeOf: (settled: Settled<T>) => Outcome): Promise<T>;
}

/** Every observer sees all work; without any there is nothing to be called. */
export function observers(...all: readonly (Observer | undefined)[]): Observer | undefined {
  return all
    .filter((each) => each !== undefined)
    .reduceRight<Observer | undefined>((inner, outer) => (inner ? nested(outer, inner) : outer), undefined);
}

function nested(outer: Observer, inner: Observer): Observer {
  return {
    observe: (work, run, outcomeOf) => outer.observe(work, () => inner.observe(work, run, outcomeOf), outcomeOf),
  };
}

/** Waits for work, and tells how it settled. */
export async function settle<T>(run: () => Promise<T>, tell: (settled: Settled<T>) => void): Promise<T> {
  let value: T;
  try {
    value = await run();
  } catch (error) {
    tell({ error });
    throw error;
  }
  tell({ value });
  return value;
}
