import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { startWorld, type World } from '../../harness/world.ts';
import { errorOf } from '../service-error.ts';

const partners = '/v1.0/deviceManagement/remoteAssistancePartners';
const json = { 'Content-Type': 'application/json' };
const malformed =
  'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.';
const unknown = (name: string) =>
  `The property '${name}' does not exist on type 'microsoft.management.services.api.RemoteAssistancePartner'. Make sure to only use property names that are defined by the type.`;
const unresolved = (name: string) =>
  `A type named '${name}' could not be resolved by the model. When a model is available, each type name must resolve to a valid type.`;

/** What no entity can be made of. */
const bodies: readonly [
  what: string,
  body: string | Uint8Array,
  message: string,
  code?: string,
  headers?: Record<string, string>,
  status?: number,
][] = [
  ['half of a document', '{"displayName":', malformed],
  ['two documents', '{}{}', malformed],
  ['an array', '[{"displayName":"x"}]', malformed],
  ['a string', '"x"', malformed],
  ['nothing', '', 'Empty Payload. JSON content expected.'],
  ['null', 'null', 'Empty Payload. JSON content expected.'],
  [
    'text',
    'x',
    'Entity only allows writes with a JSON Content-Type header.',
    'BadRequest',
    { 'Content-Type': 'text/plain' },
  ],
  [
    'a form',
    'displayName=x',
    'Entity only allows writes with a JSON Content-Type header.',
    'BadRequest',
    { 'Content-Type': 'application/x-www-form-urlencoded' },
  ],
  ['an unknown property', '{"nope":1}', unknown('nope'), 'ModelValidationFailure'],
  ['a column of ours', '{"grant_id":"x"}', unknown('grant_id'), 'ModelValidationFailure'],
  ['__proto__', '{"__proto__":{"displayName":"x"}}', unknown('__proto__'), 'ModelValidationFailure'],
  ['toString', '{"toString":1}', unknown('toString'), 'ModelValidationFailure'],
  [
    "beta's property on v1.0",
    '{"onboardingRequestExpiryDateTime":"2020-01-01T00:00:00Z"}',
    unknown('onboardingRequestExpiryDateTime'),
    'ModelValidationFailure',
  ],
  ['a number for a name', '{"displayName":3}', "Invalid value for property 'displayName': a string is expected."],
  [
    'U+0000 in a name',
    '{"displayName":"a\\u0000b"}',
    "Invalid value for property 'displayName': a string without the character U+0000 is expected.",
  ],
  [
    'half of a surrogate pair',
    '{"displayName":"\\ud83d"}',
    "Invalid value for property 'displayName': well-formed Unicode is expected.",
  ],
  ['another type', '{"@odata.type":"#microsoft.graph.user"}', unresolved('microsoft.graph.user')],
  ['no type', '{"@odata.type":7}', unresolved('7')],
  ['an object for a type', '{"@odata.type":{"toString":1}}', unresolved('an object')],
  ['what is not compressed', '{}', malformed, 'BadRequest', { ...json, 'Content-Encoding': 'gzip' }],
  [
    'an encoding that is not read',
    '{}',
    "Content-Encoding 'br' is not supported; use gzip or none.",
    'UnsupportedMediaType',
    { ...json, 'Content-Encoding': 'br' },
    415,
  ],
  [
    'more than is read',
    JSON.stringify({ displayName: 'x'.repeat(5000) }),
    'The request body is larger than 4096 bytes.',
    'RequestEntityTooLarge',
    json,
    413,
  ],
  [
    'what swells to more than is read',
    gzipSync(Buffer.alloc(1_000_000)),
    'The request body is larger than 4096 bytes.',
    'RequestEntityTooLarge',
    { ...json, 'Content-Encoding': 'gzip' },
    413,
  ],
];

describe('a body that no partner can be made of', () => {
  let world: World;
  let id: string;
  before(async () => {
    world = await startWorld({ settings: { maxBodyBytes: 4096 } });
    id = await world.partnerId();
  });
  after(() => world[Symbol.asyncDispose]());

  for (const [method, path] of [
    ['POST', () => partners],
    ['PATCH', () => `${partners}/${id}`],
  ] as const) {
    for (const [what, body, message, code = 'BadRequest', headers = json, status = 400] of bodies) {
      test(`${method}: ${what}`, async () => {
        const error = errorOf(await world.send(method, path(), { body, headers }), status, code);
        assert.equal(error.message, message);
        if (message === malformed) assert.match(error.details[0].message, /^The body cannot be read: .+\.$/);
        if (code === 'ModelValidationFailure') assert.equal(error.innerError.message, message);
        const { json } = await world.send('GET', partners);
        assert.deepEqual(
          json.value.map((each: { displayName: string }) => each.displayName),
          ['TeamViewer'],
        );
      });
    }
  }
});
