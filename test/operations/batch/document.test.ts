import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { startWorld, type World } from '../../harness/world.ts';

/** What a `$batch` as a whole is refused for: nothing of it has run then. */
suite('a batch as a document', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world[Symbol.asyncDispose]());

  const get = { id: '1', method: 'GET', url: '/deviceManagement' };
  const send = (body: unknown, options = {}) => world.send('POST', '/v1.0/$batch', { body, ...options });

  const refused: [what: string, body: unknown, code: string, message: RegExp | string][] = [
    ['no body', '', 'BadRequest', 'Empty Payload. JSON content expected.'],
    ['a body that is not JSON', '{"requests":', 'BadRequest', /^Unable to read JSON request payload/],
    ['an array', [get], 'BadRequest', /'requests' must be an array/],
    ['requests that are no array', { requests: {} }, 'BadRequest', /'requests' must be an array/],
    ['a request that is no object', { requests: [get, 'GET'] }, 'BadRequest', /request 2 must be an object/],
    ['a request without an id', { requests: [{ ...get, id: undefined }] }, 'BadRequest', /'id' of request 1 must be/],
    ['an empty id', { requests: [{ ...get, id: '' }] }, 'BadRequest', /'id' of request 1 must be/],
    ['a request without a method', { requests: [{ id: '1', url: '/x' }] }, 'BadRequest', /'method' of request 1 must/],
    ['a request without a url', { requests: [{ id: '1', method: 'GET' }] }, 'BadRequest', /'url' of request 1 must be/],
    [
      'a url that is longer than any',
      { requests: [{ ...get, url: '/x'.repeat(9000) }] },
      'BadRequest',
      /'url' of request 1/,
    ],
    [
      'a body that is nested too deeply',
      `{"requests":[{"id":"1","method":"POST","url":"/x","body":${'['.repeat(50_000)}${']'.repeat(50_000)}}]}`,
      'BadRequest',
      /^The request body is nested more than 32 levels deep/,
    ],
    [
      'a dependency on what is no id',
      { requests: [{ ...get, dependsOn: [{ toString: 1 }] }] },
      'BadRequest',
      /^Invalid dependency for request Id 1: 'object'/,
    ],
    ['headers that are a text', { requests: [{ ...get, headers: 'a' }] }, 'BadRequest', /'headers' of request 1 must/],
    ['one id twice', { requests: [get, get] }, 'BadRequest', 'Request Id 1 has to be unique in a batch.'],
    [
      'ids that differ in case alone',
      {
        requests: [
          { ...get, id: 'a' },
          { ...get, id: 'A' },
        ],
      },
      'BadRequest',
      'Request Id A has to be unique in a batch.',
    ],
    [
      'a dependency on a request that comes later',
      {
        requests: [
          { ...get, dependsOn: ['2'] },
          { ...get, id: '2' },
        ],
      },
      'BadRequest',
      /^Invalid dependency for request Id 1: '2'/,
    ],
    [
      'a dependency on itself',
      { requests: [{ ...get, dependsOn: ['1'] }] },
      'BadRequest',
      /^Invalid dependency for request Id 1/,
    ],
    [
      'a dependency on nothing that is there',
      { requests: [{ ...get, dependsOn: ['9'] }] },
      'BadRequest',
      /^Invalid dependency for request Id 1/,
    ],
    ['dependsOn that is a text', { requests: [{ ...get, dependsOn: '1' }] }, 'BadRequest', /'dependsOn' of request 1/],
    [
      '21 requests',
      { requests: Array.from({ length: 21 }, (_, index) => ({ ...get, id: String(index) })) },
      'MaximumValueExceeded',
      'Number of batch request steps exceeds the maximum value of 20.',
    ],
  ];
  for (const [what, body, code, message] of refused) {
    test(`${what}: 400 for the whole, and says what is wrong`, async () => {
      const { status, json } = await send(body, { headers: { 'Content-Type': 'application/json' } });
      assert.equal(status, 400);
      assert.equal(json.error.code, code);
      if (typeof message === 'string') assert.equal(json.error.message, message);
      else assert.match(json.error.message, message);
    });
  }

  test('a refused batch runs none of its requests', async () => {
    const id = await world.partnerId();
    await world.connect(id);
    const url = `/deviceManagement/remoteAssistancePartners/${id}`;
    const { status } = await send({
      requests: [{ id: '1', method: 'POST', url: `${url}/disconnect` }, { id: '2' }],
    });
    assert.equal(status, 400);
    assert.equal((await world.send('GET', `/v1.0${url}`)).json.onboardingStatus, 'onboarded');
  });

  test('without a valid token, 401 for the whole', async () => {
    for (const token of [null, 'nonsense']) {
      const { status, json, headers } = await send({ requests: [get] }, { token });
      assert.equal(status, 401);
      assert.equal(json.error.code, 'InvalidAuthenticationToken');
      assert.match(headers.get('www-authenticate') ?? '', /^Bearer /);
    }
  });

  test('20 requests are answered, all of them and each once', async () => {
    const requests = Array.from({ length: 20 }, (_, index) => ({ ...get, id: `step ${index}` }));
    const { status, json } = await send({ requests });
    assert.equal(status, 200);
    const ids = json.responses.map(({ id }: { id: string }) => id);
    assert.deepEqual(ids.toSorted(), requests.map(({ id }) => id).toSorted());
  });

  test('no requests have no responses', async () => {
    const { status, json } = await send({ requests: [] });
    assert.equal(status, 200);
    assert.deepEqual(json, { responses: [] });
  });

  test('members that are not known are ignored, and known ones are known in any case', async () => {
    const { json } = await send({
      Requests: [{ ...get, atomicityGroup: 'g1', comment: 'x' }],
      extra: true,
    });
    assert.equal(json.responses[0].status, 200);
  });

  test('a batch compressed with gzip is read', async () => {
    const { gzipSync } = await import('node:zlib');
    const { status, json } = await send(gzipSync(JSON.stringify({ requests: [get] })), {
      headers: { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
    });
    assert.equal(status, 200);
    assert.equal(json.responses[0].status, 200);
  });

  test('GET of $batch is refused', async () => {
    const { status, json } = await world.send('GET', '/v1.0/$batch');
    assert.equal(status, 400);
    assert.equal(json.error.code, 'No method match route template');
  });
});
