import type { Answered, Entity } from './asker.ts';
import type { Got } from './sent.ts';

/** What every refusal has to have (`errorSchema` of OpenAPI says the members). */
export function* errorFaults({ json, headers }: Got, id: string): Generator<string> {
  const error = json?.error;
  if (typeof error?.code !== 'string' || typeof error.message !== 'string') return yield 'no error of Graph';
  if (error.message === '') yield 'an error without a message';
  const { date = '', 'request-id': requestId, 'client-request-id': clientRequestId } = error.innerError ?? {};
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(date)) yield 'an error without a date';
  if (clientRequestId !== id) yield 'an error with another client-request-id';
  if (headers['request-id'] !== undefined && headers['request-id'] !== requestId) yield 'two request-ids';
  if (!/^application\/json/.test(String(headers['content-type']))) yield 'an error that is no JSON';
}

const ofTheMoment = ['innerError', 'message', '@odata.nextLink'];

/** What two answers to the same have alike, however it was asked. */
export function comparable({ status, json, text, headers }: Answered): unknown {
  const body =
    json === undefined
      ? text
      : JSON.parse(JSON.stringify(json, (name, value) => (ofTheMoment.includes(name) ? undefined : value)));
  return { status, type: String(headers['content-type']).split(';')[0], body };
}

/** All that somebody is told by an error. */
export function toldBy({ text, json }: Answered): string {
  const { message = '', details = [] } = json?.error ?? {};
  return [text, message, ...details.map((each: { message: string }) => each.message)].join(' ');
}

/** What the service changes by itself, beside requests. */
const itsOwn = new Set([
  ...['deviceActionResults', 'managementState', 'lastSyncDateTime', 'remoteAssistanceSessionErrorDetails'],
  ...['lastConnectionDateTime', 'onboardingStatus', 'onboardingUrl', 'onboardingRequestExpiryDateTime'],
]);

export function isItsOwn(name: string): boolean {
  return itsOwn.has(name.charAt(0).toLowerCase() + name.slice(1));
}

/** An entity without that, as one text. */
export function quiet(entity: Entity | undefined): string | undefined {
  return JSON.stringify(entity, (name, value) => (itsOwn.has(name) ? undefined : value));
}
