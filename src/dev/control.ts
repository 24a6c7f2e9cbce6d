import { Failure } from '../core/failure.ts';
import { isObject } from '../core/json.ts';
import type { Answer, Exchange, Surface } from '../http/exchange.ts';
import { refuseUnknownMembers } from './did-you-mean.ts';
import { isKnownHost } from './known-host.ts';
import { mintToken, type TokenRequest } from './mint-token.ts';
import type { RequestFault } from './requests/request-faults.ts';
import { type RequestSelection, selectable } from './requests/request-log.ts';
import { parseSeed, SeedInvalid } from './seed/seed.ts';
import type { Snapshot } from './snapshot.ts';
import type { World } from './world.ts';

/** What a command comes to: text is told as it is, any other value as JSON, nothing as 204. */
type Command = (world: World, input: Input) => Promise<unknown> | unknown;

interface Input {
  readonly query: URLSearchParams;
  /** The JSON that was sent; throws SyntaxError when it is none. */
  readonly body: () => Promise<unknown>;
}

const commands: Readonly<Record<string, Command>> = {
  'POST reset': (world) => world.reset(),
  'POST seed': async (world, { body }) => world.seed(parseSeed(await body())),
  'GET snapshot': (world) => world.snapshot(),
  'POST restore': async (world, { body }) => world.restore((await body()) as Snapshot),
  'GET requests': ({ requests }, { query }) => ({ requests: requests.list(selectionOf(query)) }),
  'DELETE requests': ({ requests }) => requests.clear(),
  'GET faults': ({ faults }) => ({ faults: faults.list }),
  'POST faults': async ({ faults }, { body }) => {
    const given = await body();
    faults.add(...((Array.isArray(given) ? given : [given]) as RequestFault[]));
    return { faults: faults.list };
  },
  'DELETE faults': ({ faults }) => faults.clear(),
  'GET permissions': ({ permissions }) => permissions.report(),
  'DELETE permissions': ({ permissions }) => permissions.clear(),
  'GET clock': clockOf,
  'POST clock': async (world, { body }) => {
    turn(world, members(await body()));
    return clockOf(world);
  },
  'POST token': async (world, { body }) => {
    const request = members(await body()) as TokenRequest;
    return { token_type: 'Bearer', access_token: await mintToken(world.issuer, world.clock.now(), request) };
  },
  'GET ca': ({ authorityCertificate }) => authorityCertificate,
  'POST settle': (world) => world.service.obligations.idle(),
  'GET sandbox': ({ sandbox }) => ({ origin: sandbox.origin, record: sandbox.record, grants: sandbox.grants }),
};

/**
 * Answers `/_assistd/…`: what a test suite does behind the wire. It is there in `assistd dev` alone, and for programs of this
 * machine: what a browser sends for a page of another origin is refused, under whatever name that page reached this address.
 */
export function createControl(world: () => World | undefined, publicOrigin?: string): Surface {
  return async (exchange) => {
    try {
      return await answer(world(), exchange, publicOrigin);
    } catch (error) {
      if (error instanceof Failure) throw error;
      const refused = error instanceof SeedInvalid || error instanceof RangeError || error instanceof SyntaxError;
      const message = refused ? error.message : 'an unexpected error; see the log';
      if (!refused) process.emitWarning(error instanceof Error ? error : String(error));
      return failure(refused ? 400 : 500, refused ? 'BadRequest' : 'InternalServerError', message);
    }
  };
}

/** A snapshot is as long as the database that it is of. */
const longestBody = 2 ** 29;

async function answer(world: World | undefined, exchange: Exchange, publicOrigin: string | undefined): Promise<Answer> {
  if (isForeign(exchange, publicOrigin)) {
    return failure(403, 'Forbidden', 'This address is for programs of this machine, not for pages.');
  }
  if (!world) return failure(503, 'ServiceUnavailable', 'assistd is starting.');
  const { method, path, search, body } = exchange;
  const name = `${method} ${path.replace(/^\/+_assistd\/*/i, '').replace(/\/$/, '')}`;
  const command = commands[name];
  if (!command) {
    const known = Object.keys(commands).map((each) => each.replace(' ', ' /_assistd/'));
    return failure(404, 'ResourceNotFound', `There are: ${known.join(', ')}.`);
  }
  const readJson = async () => {
    const text = String((await body.bytes(longestBody)) ?? '');
    if (text.trim() === '') throw new RangeError('the body is empty: send JSON, {} where there is nothing to say');
    return JSON.parse(text);
  };
  return told(200, await command(world, { query: new URLSearchParams(search), body: readJson }));
}

/** A page of another origin names it; one that had its own name point to this address is found by that name. */
function isForeign({ headers }: Exchange, publicOrigin: string | undefined): boolean {
  if (!isKnownHost(headers.host, publicOrigin)) return true;
  if (headers['sec-fetch-site'] !== undefined && !['same-origin', 'none'].includes(headers['sec-fetch-site'])) {
    return true;
  }
  return headers.origin !== undefined && URL.parse(headers.origin)?.host !== URL.parse(`http://${headers.host}`)?.host;
}

function told(status: number, value: unknown): Answer {
  if (value === undefined) return { status: 204, headers: {}, body: undefined };
  const isText = typeof value === 'string';
  const headers = { 'Content-Type': isText ? 'application/x-pem-file' : 'application/json' };
  return { status, headers, body: isText ? value : JSON.stringify(value) };
}

function failure(status: number, code: string, message: string): Answer {
  return told(status, { error: { code, message } });
}

function members(body: unknown): Readonly<Record<string, unknown>> {
  if (isObject(body)) return body;
  throw new RangeError('send one JSON object');
}

function selectionOf(query: URLSearchParams): RequestSelection {
  refuseUnknownMembers('requests', Object.fromEntries(query), selectable);
  const text = (name: string) => query.get(name) ?? undefined;
  const status = text('status');
  return {
    tenantId: text('tenantId'),
    operation: text('operation') as RequestSelection['operation'],
    method: text('method'),
    clientRequestId: text('clientRequestId'),
    status: status === undefined ? undefined : Number(status),
  };
}

function clockOf({ clock }: World) {
  return { now: new Date(clock.now()).toISOString(), offsetMs: clock.offset };
}

/** `{"turnMs": 3600000}` turns the clock forward; `{"now": "2026-03-01T09:00:00Z"}` sets it. */
function turn({ clock }: World, { turnMs, now }: Readonly<Record<string, unknown>>): void {
  const time = typeof now === 'string' ? Date.parse(now) : Number.NaN;
  if (typeof turnMs === 'number') clock.turn(turnMs);
  else if (!Number.isNaN(time)) clock.offset += time - clock.now();
  else throw new RangeError('send turnMs, a number of milliseconds, or now, a date and time');
}
