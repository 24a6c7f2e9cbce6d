import assert from 'node:assert/strict';
import type { Reply } from '../harness/world.ts';

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Holds an answer to Graph's error envelope; gives its `error`. */
export function errorOf(reply: Reply, status: number, code: string) {
  assert.equal(reply.status, status, reply.text);
  assert.match(reply.headers.get('content-type') ?? '', /^application\/json(; charset=utf-8)?$/);
  const { error } = reply.json;
  assert.equal(error.code, code);
  assert.match(error.innerError.date, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
  assert.match(error.innerError['request-id'], guid);
  assert.equal(error.innerError['request-id'], reply.headers.get('request-id'));
  assert.equal(error.innerError['client-request-id'], reply.headers.get('client-request-id'));
  return error;
}

/** As {@link errorOf}, for what the service behind Graph's gateway refuses: JSON in the message, as tools parse it. */
export function serviceErrorOf(reply: Reply, status: number, code: string) {
  const error = errorOf(reply, status, code);
  const told = JSON.parse(error.message);
  assert.deepEqual(Object.keys(told), [
    '_version',
    'Message',
    'CustomApiErrorPhrase',
    'RetryAfter',
    'ErrorSourceService',
    'HttpHeaders',
  ]);
  assert.equal(told._version, 3);
  assert.equal(error.message, JSON.stringify(told, null, 2).replaceAll('\n', '\r\n'));
  const activity = error.innerError['client-request-id'];
  const tail = ` - Operation ID (for customer support): 00000000-0000-0000-0000-000000000000 - Activity ID: ${activity} - Url: `;
  assert.ok(told.Message.includes(tail), told.Message);
  return { ...error, text: told.Message.slice(0, told.Message.indexOf(tail)) as string, told };
}
