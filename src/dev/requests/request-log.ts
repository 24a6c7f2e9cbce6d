import type { AnsweredRequest } from '../../http/graph.ts';
import { type RequestOperation, refuseUnknownMembers, refuseUnknownOperation } from '../known-names.ts';

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
  readonly at: number;
  readonly logged: Omit<LoggedRequest, 'time'>;
  readonly body: Buffer | undefined;
}

/** The last requests, oldest first. */
export class RequestLog {
  #entries: Entry[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  readonly add = ({ exchange, operation, caller, status, milliseconds }: AnsweredRequest): void => {
    const { method, path, requestId, step, headers } = exchange;
    const body = exchange.body.seen;
    const clientRequestId = headers['client-request-id'];
    const logged = {
      ...(caller && { tenantId: caller.tenantId }),
      ...(operation !== undefined && { operation }),
      method,
      path,
      status,
      ms: Math.round(milliseconds * 1000) / 1000,
      requestId,
      ...(clientRequestId !== undefined && { clientRequestId }),
      ...(step !== undefined && { step }),
    };
    this.#entries.push({ at: this.#now(), logged, body: body && body.length <= longestBody ? body : undefined });
    if (this.#entries.length > longestLog * 1.1) this.#entries = this.#entries.slice(-longestLog);
  };

  /** @throws RangeError naming the member, or the operation, that there is not */
  list(selection: RequestSelection = {}): LoggedRequest[] {
    refuseUnknownMembers('requests', selection, selectable);
    if (selection.operation !== undefined) refuseUnknownOperation('requests', selection.operation);
    const wanted = Object.entries(selection).filter(([, value]) => value !== undefined);
    return this.#entries
      .slice(-longestLog)
      .filter(({ logged }) => wanted.every(([name, value]) => logged[name as keyof typeof logged] === value))
      .map(({ at, logged, body }) => {
        const sent = readable(body);
        return { time: new Date(at).toISOString(), ...logged, ...(sent !== undefined && { body: sent }) };
      });
  }

  clear(): void {
    this.#entries = [];
  }
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
