import type { AnsweredRequest } from '../../http/graph/graph.ts';
import { refuseUnknownMembers } from '../did-you-mean.ts';
import { type RequestOperation, refuseUnknownOperation } from '../known-names.ts';

/** A request that was answered, as it can be read back. It holds no header and no query, so no token and no code. */
export interface LoggedRequest {
  /** ISO 8601, on the service's clock. */
  readonly time: string;
  readonly tenantId?: string;
  readonly operation?: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** How long it took, in milliseconds. */
  readonly ms: number;
  readonly requestId: string;
  readonly clientRequestId?: string;
  /** The id of a request that came inside a `$batch`. */
  readonly step?: string;
  /** What was sent as JSON; members that are secrets by their name are blanked. */
  readonly body?: unknown;
}

/** Which requests to read back; a member that is left out admits all. */
export interface RequestSelection {
  readonly tenantId?: string | undefined;
  readonly operation?: RequestOperation | undefined;
  readonly method?: string | undefined;
  readonly status?: number | undefined;
  readonly clientRequestId?: string | undefined;
}

export const selectable: readonly string[] = [
  'tenantId',
  'operation',
  'method',
  'status',
  'clientRequestId',
] satisfies (keyof RequestSelection)[];

// A load test must not fill the memory with its own history.
const longestLog = 1000;
const longestBody = 64 * 1024;

/** A request as it is kept; most are never read back. */
interface Entry {
  at: number;
  milliseconds: number;
  status: number;
  tenantId: string | undefined;
  operation: string | undefined;
  method: string;
  path: string;
  requestId: string;
  clientRequestId: string | undefined;
  step: string | undefined;
  body: Buffer | undefined;
}

/**
 * The last requests. An entry is written over the oldest one: made anew each time, they would outlive the young generation of the heap, whose
 * collector then has nothing to do but to carry them out of it.
 */
export class RequestLog {
  readonly #entries: Entry[] = [];
  /** Where the next one goes, when there are as many as are kept. */
  #oldest = 0;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  readonly add = ({ exchange, operation, caller, status, milliseconds }: AnsweredRequest): void => {
    const { method, path, requestId, step, headers, body } = exchange;
    const entry = this.#next();
    entry.at = this.#now();
    entry.milliseconds = milliseconds;
    entry.status = status;
    entry.tenantId = caller?.tenantId;
    entry.operation = operation;
    entry.method = method;
    // Whoever asks for one thing again and again is to leave one text.
    if (entry.path !== path) entry.path = path;
    entry.requestId = requestId;
    entry.clientRequestId = headers['client-request-id'];
    entry.step = step;
    entry.body = body.seen && body.seen.length <= longestBody ? body.seen : undefined;
  };

  #next(): Entry {
    const entry = this.#entries[this.#oldest];
    if (this.#entries.length === longestLog && entry) {
      this.#oldest = (this.#oldest + 1) % longestLog;
      return entry;
    }
    const made = { ...blank };
    this.#entries.push(made);
    return made;
  }

  /** Oldest first. @throws RangeError naming the member, or the operation, that there is not */
  list(selection: RequestSelection = {}): LoggedRequest[] {
    refuseUnknownMembers('requests', selection, selectable);
    if (selection.operation !== undefined) refuseUnknownOperation('requests', selection.operation);
    const wanted = Object.entries(selection).filter(([, value]) => value !== undefined);
    const inOrder = [...this.#entries.slice(this.#oldest), ...this.#entries.slice(0, this.#oldest)];
    return inOrder
      .filter((entry) => wanted.every(([name, value]) => entry[name as keyof RequestSelection] === value))
      .map(logged);
  }

  clear(): void {
    this.#entries.length = 0;
    this.#oldest = 0;
  }
}

const blank: Entry = {
  at: 0,
  milliseconds: 0,
  status: 0,
  tenantId: undefined,
  operation: undefined,
  method: '',
  path: '',
  requestId: '',
  clientRequestId: undefined,
  step: undefined,
  body: undefined,
};

function logged(entry: Entry): LoggedRequest {
  const { at, milliseconds, status, tenantId, operation, method, path, requestId, clientRequestId, step } = entry;
  const body = readable(entry.body);
  return {
    time: new Date(at).toISOString(),
    ...(tenantId !== undefined && { tenantId }),
    ...(operation !== undefined && { operation }),
    method,
    path,
    status,
    ms: Math.round(milliseconds * 1000) / 1000,
    requestId,
    ...(clientRequestId !== undefined && { clientRequestId }),
    ...(step !== undefined && { step }),
    ...(body !== undefined && { body }),
  };
}

const secretName = /token|secret|password|authorization|assertion|credential|cookie/i;

/** The body as JSON without what must not be read back; `undefined` for anything that is no JSON. */
function readable(body: Buffer | undefined): unknown {
  if (!body || body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString('utf8'), (name, value: unknown) => (secretName.test(name) ? '[secret]' : value));
  } catch {
    return undefined;
  }
}
