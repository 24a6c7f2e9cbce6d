import type { Assist } from '../../assist/assist.ts';
import type { FailedRequest } from '../../assist/audit/refused-requests.ts';
import type { AnyHandler } from '../../assist/call.ts';
import { keyElsewhere } from '../../assist/key-elsewhere.ts';
import { isSearch } from '../../assist/reading.ts';
import { scopeOf } from '../../assist/scope.ts';
import { admit, refuseRevoked } from '../../assist/tenant/admission.ts';
import type { PermissionRow } from '../../edm/permission-row.ts';
import type { VersionName } from '../../edm/type.ts';
import type { Caller } from '../../identity/caller.ts';
import { hiddenFrom, permit, permitAny } from '../../identity/permit.ts';
import { callerBehind, type Tokens } from '../../identity/token.ts';
import { fail } from '../../model/failures.ts';
import { graphApplicationId } from '../../model/microsoft.ts';
import type { PermissionGeneration } from '../../model/permissions.ts';
import { encodeFailure } from '../../odata/failure.ts';
import { refuseMangledOptions } from '../../odata/query-options.ts';
import type { Match, Router } from '../../odata/route.ts';
import { sharingSearchTime, untilGone } from '../../store/search-time.ts';
import type { Throttle } from '../../throttling/throttle.ts';
import { type Answer, clientRequestIdOf, type Exchange } from '../exchange.ts';
import type { LongBodies } from '../long-bodies.ts';
import { beginTrace, type Reporting, reported, type Trace } from '../report.ts';
import { answerBatch, type StepAnswers } from './batch.ts';
import { preflight, withCors } from './cors.ts';
import type { Documents } from './documents.ts';
import type { LongAnswers } from './long-answers.ts';
import { preferencesOf, refuseOtherProtocols, wantsPage } from './preferences.ts';
import { clientOf, readBody, readCall, takesBody, withItemsRead } from './read-call.ts';
import { writeAnswer } from './write-answer.ts';

/** What the Graph surface is put together from. */
export interface GraphParts extends Reporting {
  readonly assist: Assist;
  readonly router: Router;
  readonly operations: Readonly<Record<string, AnyHandler>>;
  /** Operations whose answer may also be had as a page, by `Accept: text/html`. */
  readonly resultPages: Readonly<Record<string, ResultPage>>;
  readonly documents: Documents;
  readonly tokens: Tokens;
  readonly permissions: PermissionGeneration;
  /** The rows of every operation that a version serves. */
  readonly permissionsOf: (version: VersionName) => readonly PermissionRow[];
  /** `undefined` where callers are held to no limits. */
  readonly throttle: Throttle | undefined;
  /** Where a caller signs in, for `WWW-Authenticate`. */
  readonly authorizationUri: (origin: string) => string;
  readonly longAnswers: LongAnswers;
  readonly longBodies: LongBodies;
  /** What development puts around every request whose operation is known. */
  readonly around?: Around | undefined;
  /** Whether a refusal names the setting that would admit, for whoever calls may set it: in development. */
  readonly namesSettings?: boolean | undefined;
  /** Told of every request that was answered. */
  readonly onAnswered?: ((answered: AnsweredRequest) => void) | undefined;
  /** Told of every request that failed of somebody who is proven. */
  readonly onFailed?: ((failed: FailedRequest) => void) | undefined;
}

/** What an operation came to, as a page for people. */
export type ResultPage = (result: unknown, exchange: Exchange) => Answer<string>;

/** A request whose operation is known, and of which nothing is done yet. */
export interface RoutedRequest {
  /** `remoteAssistancePartners.disconnect`; `v1.0.batch` for a batch as a whole. */
  readonly operation: string;
  readonly method: string;
  /** The path as it was sent, undecoded, without its query. */
  readonly path: string;
}

/** May wait, carry the request out or not, and throw what it is answered with instead. */
export type Around = (request: RoutedRequest, carryOut: () => Promise<Answer>) => Promise<Answer>;

/** What became of a request. */
export interface AnsweredRequest {
  readonly exchange: Exchange;
  /** `undefined` where none was found, or it was refused before. */
  readonly operation: string | undefined;
  /** Proven by the token. */
  readonly caller: Caller | undefined;
  /** Who may, by the path that was asked for; of an operation alone. */
  readonly permission: PermissionRow | undefined;
  readonly status: number;
  readonly milliseconds: number;
  /** What it was refused with, or died of. */
  readonly failure: unknown;
}

/** Answers requests; never throws. */
export interface Graph {
  answer(exchange: Exchange): Promise<Answer>;
  /** How a failure is told, of whichever surface. */
  tell(exchange: Exchange, failure: unknown): Answer<string>;
}

export function createGraph(parts: GraphParts): Graph {
  const tell = (exchange: Exchange, failure: unknown) => told(parts, exchange, failure);
  const settle = (exchange: Exchange, carryOut: (trace: Trace) => Promise<Answer>, isStep: boolean) => {
    const trace = beginTrace();
    return reported(
      parts,
      exchange,
      trace,
      () => carryOut(trace),
      (failure) => tell(exchange, failure),
      (answer, milliseconds) => {
        note(parts, exchange, trace, answer.status, milliseconds);
        return isStep ? answer : withGraphHead(exchange, answer);
      },
    );
  };
  const steps: StepAnswers = {
    answer: (exchange) => settle(exchange, (trace) => run(parts, exchange, trace, steps), true),
    refuse: (exchange, failure) => settle(exchange, () => Promise.reject(failure), true),
  };
  return {
    answer: (exchange) => settle(exchange, (trace) => run(parts, exchange, trace, steps), false),
    tell,
  };
}

const reads: ReadonlySet<string> = new Set(['list', 'count', 'get', 'function']);

/** What is given up when the client goes: it changes nothing, and may take long. */
const mayBeLong: ReadonlySet<string> = new Set(['list', 'count', 'function']);

/** The steps of a request, in order; each throws what it refuses. */
function run(parts: GraphParts, exchange: Exchange, trace: Trace, steps: StepAnswers): Promise<Answer> {
  if (exchange.method === 'OPTIONS' && exchange.step === undefined) return Promise.resolve(preflight(exchange));
  const match = parts.router(exchange.method, exchange.path);
  const operation = 'operation' in match ? match.operation : `${match.version}.${match.kind}`;
  trace.operation = operation;
  if ('operation' in match) trace.permission = match.permission;
  refuseOtherProtocols(exchange.headers);
  const carryOut = () => runMatched(parts, match, exchange, trace, steps);
  const { method, path } = exchange;
  return parts.around ? parts.around({ operation, method, path }, carryOut) : carryOut();
}

async function runMatched(
  parts: GraphParts,
  match: ReturnType<Router>,
  exchange: Exchange,
  trace: Trace,
  steps: StepAnswers,
): Promise<Answer> {
  if (match.kind !== 'batch' && !('operation' in match)) {
    refuseMangledOptions(exchange.search);
    return parts.documents(match, exchange);
  }

  const authenticated = parts.tokens.authenticate(exchange.headers.authorization);
  const caller = authenticated instanceof Promise ? await authenticated : authenticated;
  trace.caller = caller;
  parts.throttle?.admit(caller);
  // Nearly always all of this is known without looking, and a promise would cost more than it.
  const looking = refuseRevoked(parts.assist, caller);
  if (looking) await looking;
  if (match.kind === 'batch') return runBatch(parts, match.version, caller, exchange, steps);

  // A step counts even where it is refused: whoever may read anything could else ask for twenty things that he may not, for one.
  const counted = exchange.step !== undefined;
  if (counted) await take(parts, caller, match);
  permit(caller, match, parts.permissions);
  const admitting = admit(parts.assist, caller.tenantId, match.whileSuspended);
  if (admitting) await admitting;
  const taking = counted ? undefined : take(parts, caller, match);
  if (taking) await taking;

  const scope = scopeOf(parts.assist, caller, match);
  using held = takesBody(match) ? parts.longBodies.hold(caller.tenantId) : undefined;
  const body = held && (await readBody(match, exchange, parts.longBodies.maxBodyBytes, held));
  const preferences = preferencesOf(exchange.headers.prefer);
  const hidden = hiddenFrom(caller, match, parts.permissions);
  const read = readCall(match, caller, scope, exchange, preferences, body, hidden);
  const call = match.action?.itemsFailAlone ? await withItemsRead(read) : read;

  const handler = parts.operations[match.operation];
  if (!handler) throw new Error(`no handler for ${match.operation}`);
  using asked = match.kind === 'list' ? await parts.longAnswers.ask(caller.tenantId, isSearch(call)) : undefined;
  const carryOut = () => handler(parts.assist, call);
  const result = await (exchange.gone && mayBeLong.has(match.kind) ? untilGone(exchange.gone(), carryOut) : carryOut());

  const page = wantsPage(exchange) ? parts.resultPages[match.operation] : undefined;
  const answer = page ? page(result, exchange) : writeAnswer(match, call, result, exchange, preferences);
  asked?.made(answer, exchange.gone);
  return answer;
}

/** A batch is read from whoever may do something here, in an organisation that is served, within its limits. */
async function runBatch(
  parts: GraphParts,
  version: VersionName,
  caller: Caller,
  exchange: Exchange,
  steps: StepAnswers,
): Promise<Answer> {
  if (exchange.step !== undefined) throw fail('batchMalformed', { problem: 'A batch cannot hold another batch.' });
  permitAny(caller, { operation: 'batch', version }, parts.permissionsOf(version), parts.permissions);
  // Below /assist an organisation that is suspended ends things; which ones, each step is asked.
  await admit(parts.assist, caller.tenantId, version === 'assist');
  await parts.throttle?.take(caller, { workload: 'batches', writes: false });
  refuseMangledOptions(exchange.search);
  using held = parts.longBodies.hold(caller.tenantId);
  const { maxBodyBytes } = parts.longBodies;
  return await sharingSearchTime(() => answerBatch(exchange, version, maxBodyBytes, held, steps));
}

function take({ throttle }: GraphParts, caller: Caller, { resource, kind }: Match): Promise<void> | undefined {
  return throttle?.take(caller, { workload: resource.workload, writes: !reads.has(kind) });
}

// Support tools read where a Graph request was answered; a self-hosted service has one place to name.
const diagnostic = JSON.stringify({
  ServerInfo: { DataCenter: 'assistd', Slice: 'E', Ring: '0', ScaleUnit: '000', RoleInstance: 'assistd' },
});

/** What Graph says with every answer, and a step of a batch does not. */
function withGraphHead(exchange: Exchange, { status, headers, body }: Answer): Answer {
  return withCors(exchange, { status, headers: { 'x-ms-ags-diagnostic': diagnostic, ...headers }, body });
}

function told(parts: GraphParts, exchange: Exchange, error: unknown): Answer<string> {
  const { requestId } = exchange;
  const clientRequestId = clientRequestIdOf(exchange);
  return encodeFailure(keyElsewhere(error) ?? error, {
    url: `${exchange.origin}${exchange.path}`,
    activityId: clientRequestId ?? requestId,
    requestId,
    clientRequestId,
    authorizationUri: parts.authorizationUri(exchange.origin),
    clientId: graphApplicationId,
    namesSettings: parts.namesSettings,
    now: parts.assist.clock.now(),
  });
}

function note(parts: GraphParts, exchange: Exchange, trace: Trace, status: number, milliseconds: number): void {
  const { operation, permission, failure } = trace;
  const caller = trace.caller ?? callerBehind(failure);
  if (failure !== undefined && caller && operation !== undefined) {
    parts.onFailed?.({ caller, client: clientOf(exchange), operation, failure });
  }
  parts.onAnswered?.({ exchange, operation, caller: trace.caller, permission, status, milliseconds, failure });
}
