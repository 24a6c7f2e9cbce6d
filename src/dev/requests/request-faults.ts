import { z } from 'zod';
import type { EndOfAction } from '../../assist/assist.ts';
import type { Clock } from '../../core/clock.ts';
import type { Answer } from '../../http/exchange.ts';
import type { Around, RoutedRequest } from '../../http/graph/graph.ts';
import { deviceActionNames } from '../../model/device/device-actions.ts';
import { fail } from '../../model/failures.ts';
import { RehearsedFailure } from '../../odata/failure.ts';
import { refuseUnknownMembers } from '../did-you-mean.ts';
import { type RequestOperation, refuseUnknownOperation } from '../known-names.ts';
import { isMeant } from '../request-pattern.ts';

const milliseconds = z.int().min(0).max(600_000);

const fault = z
  .strictObject({
    operation: z.string().optional(),
    method: z.string().optional(),
    path: z.string().optional(),
    times: z.int().min(1).default(1),
    status: z.int().min(400).max(599).optional(),
    code: z.string().min(1).optional(),
    message: z.string().min(1).optional(),
    delayMs: milliseconds.optional(),
    retryAfterSeconds: z.int().min(1).max(86_400).optional(),
    carriedOut: z.boolean().default(false),
    actionState: z.enum(['failed', 'canceled', 'notSupported']).optional(),
  })
  .refine(
    ({ status, delayMs, actionState }) => status !== undefined || delayMs !== undefined || actionState !== undefined,
    { message: 'say status, delayMs or both, or actionState: else nothing would be different' },
  )
  .refine(
    ({ status, delayMs, actionState }) => actionState === undefined || (status === undefined && delayMs === undefined),
    { message: 'actionState is how an action ends that was accepted: without status and delayMs' },
  )
  .refine(({ operation, actionState }) => actionState === undefined || isDeviceAction(operation), {
    message: 'actionState: name the operation, an action on a device: managedDevices.wipe',
  });

function isDeviceAction(operation: string | undefined): boolean {
  return [...deviceActionNames, 'createRemoteHelpSession'].some((name) => operation === `managedDevices.${name}`);
}

/**
 * What is to go wrong with the next requests that fit.
 *
 * - `operation` as in contract/operations.md (`remoteAssistancePartners.disconnect`; `v1.0.batch` for a batch as a whole), `method`,
 *   and `path` without its query, where `*` stands for any characters and case does not count; each admits all when it is left out
 * - `times`: how often it strikes, 1 unless told
 * - `status`, told in Graph's form, with `code` and `message` that fit it unless told
 * - `delayMs`: how long it takes, on the service's clock; without a `status` the request then succeeds
 * - `retryAfterSeconds`: the header `Retry-After`; 1 for 429 and 503 unless told
 * - `carriedOut`: whether it is done all the same before the failure is told, as when a gateway stops waiting
 * - `actionState`: how an action on a device ends that was answered with 204: `failed`, `canceled` or `notSupported`; `path` is then that
 *   of the device in `deviceManagement/managedDevices`
 */
export interface RequestFault extends Omit<z.input<typeof fault>, 'operation'> {
  readonly operation?: RequestOperation | undefined;
}

/** A fault that still strikes `times` times. */
export type PendingFault = z.output<typeof fault>;

/** Requests that are made to fail, so that somebody can see what their program does then. */
export class RequestFaults implements Disposable {
  readonly #clock: Clock;
  #pending: PendingFault[] = [];
  #delays = new AbortController();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get list(): readonly PendingFault[] {
    return this.#pending;
  }

  /** @throws RangeError naming the member that is wrong */
  add(...wanted: readonly RequestFault[]): void {
    const parsed = wanted.map((each) => {
      refuseUnknownMembers('the fault', Object(each), Object.keys(fault.shape));
      if (typeof each.operation === 'string') refuseUnknownOperation('the fault', each.operation);
      const { data, error } = fault.safeParse(each);
      if (data) return data;
      const problems = error.issues.map(({ path, message }) => `${path.join('.') || 'the fault'}: ${message}`);
      throw new RangeError(problems.join('; '));
    });
    this.#pending.push(...parsed);
  }

  /** Delays that are under way end too. */
  clear(): void {
    this.#pending = [];
    this.#delays.abort();
    this.#delays = new AbortController();
  }

  [Symbol.dispose](): void {
    this.clear();
  }

  readonly around: Around = (request, carryOut) => {
    const struck = this.#strike(request);
    return struck ? this.#suffer(struck, carryOut) : carryOut();
  };

  async #suffer(struck: PendingFault, carryOut: () => Promise<Answer>): Promise<Answer> {
    if (struck.delayMs !== undefined) await this.#clock.wait(struck.delayMs, this.#delays.signal);
    if (struck.status === undefined) return carryOut();
    if (struck.carriedOut) await carryOut();
    throw failureOf(struck.status, struck);
  }

  /** How an action on a device is to end, as a fault says it. */
  readonly endOfAction: EndOfAction = (version, deviceId, action) => {
    const path = `/${version}/deviceManagement/managedDevices/${deviceId}/${action}`;
    const request = { operation: `managedDevices.${action}`, method: 'POST', path };
    return this.#strike(request, true)?.actionState;
  };

  #strike(request: RoutedRequest, ofAnAction = false): PendingFault | undefined {
    const found = this.#pending.find((each) => (each.actionState !== undefined) === ofAnAction && fits(each, request));
    if (!found) return undefined;
    const left = { ...found, times: found.times - 1 };
    this.#pending = this.#pending.flatMap((each) => (each !== found ? each : left.times > 0 ? left : []));
    return found;
  }
}

function fits(fault: PendingFault, request: RoutedRequest): boolean {
  const { operation } = fault;
  return (operation === undefined || operation === request.operation) && isMeant(fault, request);
}

/** What a gateway says whose service it cannot reach, which assistd by itself never is. */
const gatewayWords: Readonly<Record<number, readonly [code: string, message: string]>> = {
  502: ['BadGateway', 'The server, while acting as a proxy, received an invalid response from the upstream server.'],
  504: ['GatewayTimeout', 'The server, while acting as a proxy, did not receive a timely response.'],
};

function failureOf(status: number, { code, message, retryAfterSeconds }: PendingFault): RehearsedFailure {
  const told = { ...(code !== undefined && { code }), ...(message !== undefined && { message }) };
  const retryAfter = retryAfterSeconds === undefined ? {} : { headers: { 'Retry-After': String(retryAfterSeconds) } };
  switch (status) {
    case 429:
      return new RehearsedFailure(fail('throttled', { retryAfterSeconds: retryAfterSeconds ?? 1 }), told);
    case 503:
      return new RehearsedFailure(fail('unavailable', { retryAfterSeconds: retryAfterSeconds ?? 1 }), told);
    case 500:
      return new RehearsedFailure(fail('unexpected'), { ...told, ...retryAfter });
    default: {
      const [usualCode, usualMessage] = gatewayWords[status] ?? ['UnknownError', 'An error has occurred'];
      const like = fail('unavailable', { retryAfterSeconds: 1 });
      return new RehearsedFailure(like, {
        status,
        code: usualCode,
        message: usualMessage,
        headers: {},
        ...told,
        ...retryAfter,
      });
    }
  }
}
