import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { startWorld, type World } from '../../harness/world.ts';

interface StepReply {
  readonly id: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: what a server sends has the shape that the assertion says it has.
  readonly body: any;
}

suite('the requests of a batch', () => {
  let world: World;
  const partners = '/deviceManagement/remoteAssistancePartners';
  before(async () => {
    world = await startWorld();
  });
  after(() => world[Symbol.asyncDispose]());

  /** Sends a batch and gives its responses by id. */
  async function batch(requests: readonly object[], options: object = {}, version = 'v1.0') {
    const { status, json } = await world.send('POST', `/${version}/$batch`, { body: { requests }, ...options });
    assert.equal(status, 200);
    return Object.fromEntries(json.responses.map((each: StepReply) => [each.id, each])) as Record<string, StepReply>;
  }

  test('each is answered as if it had come by itself', async () => {
    const id = await world.partnerId();
    const { list, get, count, absent } = await batch([
      { id: 'list', method: 'GET', url: partners },
      { id: 'get', method: 'GET', url: `${partners}/${id}?$select=id,displayName` },
      { id: 'count', method: 'GET', url: `${partners}/$count` },
      { id: 'absent', method: 'GET', url: `${partners}/nobody` },
    ]);
    const alone = await world.send('GET', `/v1.0${partners}`);
    assert.deepEqual(list?.body, alone.json);
    assert.equal(list?.headers['Content-Type'], alone.headers.get('content-type'));
    assert.equal(list?.headers['OData-Version'], '4.0');
    assert.deepEqual(get?.body, (await world.send('GET', `/v1.0${partners}/${id}?$select=id,displayName`)).json);
    assert.equal(count?.body, '1');
    assert.equal(count?.headers['Content-Type'], 'text/plain');
    assert.equal(absent?.status, 404);
    assert.equal(absent?.body.error.code, 'ResourceNotFound');
  });

  test('an error has an innerError of its own, with the request id of the batch', async () => {
    const clientRequestId = '5b5a4f0e-8f52-4a8e-9f0f-6f1d7c2f2b11';
    const answered = await world.send('POST', '/v1.0/$batch', {
      body: {
        requests: [
          { id: '1', method: 'GET', url: '/nothing' },
          { id: '2', method: 'GET', url: '/nothing', headers: { 'Client-Request-Id': 'of-the-step' } },
        ],
      },
      headers: { 'client-request-id': clientRequestId },
    });
    const [first, second] = answered.json.responses;
    assert.equal(first.body.error.innerError['request-id'], answered.headers.get('request-id'));
    assert.equal(first.body.error.innerError['client-request-id'], clientRequestId);
    assert.equal(second.body.error.innerError['client-request-id'], 'of-the-step');
  });

  test('what is created has a Location, and what has no content has no body', async () => {
    const { create } = await batch(
      [
        {
          id: 'create',
          method: 'POST',
          url: partners,
          headers: { 'Content-Type': 'application/json' },
          body: { displayName: 'made in a batch' },
        },
      ],
      {},
      'beta',
    );
    assert.equal(create?.status, 201);
    const { id } = create?.body ?? {};
    assert.equal(create?.headers.Location, `${world.service.origin}/beta${partners}('${id}')`);
    const { remove } = await batch([{ id: 'remove', method: 'DELETE', url: `${partners}/${id}` }]);
    assert.equal(remove?.status, 204);
    assert.deepEqual(Object.keys(remove ?? {}), ['id', 'status', 'headers']);
  });

  test('one that depends on another runs after it', async () => {
    const id = await world.partnerId();
    const url = `${partners}/${id}`;
    const { begin, during, disconnect, later } = await batch([
      { id: 'begin', method: 'post', url: `${url}/beginOnboarding` },
      { id: 'during', method: 'GET', url, dependsOn: ['BEGIN'] },
      { id: 'disconnect', method: 'POST', url: `${url}/disconnect`, dependsOn: ['during'] },
      { id: 'later', method: 'GET', url, dependsOn: ['disconnect'] },
    ]);
    assert.deepEqual([begin?.status, disconnect?.status], [204, 204]);
    assert.equal(during?.body.onboardingStatus, 'onboarding');
    assert.equal(later?.body.onboardingStatus, 'notOnboarded');
  });

  test('424 for what depends on a failure, however far, and the rest goes on', async () => {
    const { a, b, c, d, e } = await batch([
      { id: 'a', method: 'GET', url: `${partners}/nobody` },
      { id: 'b', method: 'GET', url: '/deviceManagement' },
      { id: 'c', method: 'GET', url: '/deviceManagement', dependsOn: ['b', 'a'] },
      { id: 'd', method: 'GET', url: '/deviceManagement', dependsOn: ['c'] },
      { id: 'e', method: 'GET', url: '/deviceManagement', dependsOn: ['b'] },
    ]);
    assert.deepEqual([a?.status, b?.status, c?.status, d?.status, e?.status], [404, 200, 424, 424, 200]);
    assert.equal(c?.body.error.code, 'FailedDependency');
    assert.match(c?.body.error.message, /'a'/);
    assert.ok(c?.body.error.innerError['request-id']);
  });

  suite('urls', () => {
    const forms: [what: string, url: (origin: string) => string, status: number, message?: RegExp][] = [
      ['with a leading slash', () => partners, 200],
      ['without one, as PnPjs writes it on beta', () => partners.slice(1), 200],
      [
        'whole, at the origin and version of the batch, as msgraph-core for Python writes it',
        (o) => `${o}/v1.0${partners}`,
        200,
      ],
      ['with %24top, as Kiota and PnPjs write it', () => `${partners}?%24top=1`, 200],
      ['with the version in front', () => `/v1.0${partners}`, 400, /^Resource not found for the segment 'v1\.0'\.$/],
      [
        'of another origin',
        () => `https://graph.microsoft.com/v1.0${partners}`,
        400,
        /must be relative, or start with http/,
      ],
      ['of another version', (origin) => `${origin}/beta${partners}`, 400, /must be relative, or start with http/],
      ['that would leave the version', () => '/../health/live', 400, /^Resource not found for the segment '\.\.'\.$/],
      ['of another batch', () => '/$batch', 400, /^A batch cannot hold another batch\.$/],
    ];
    for (const [what, url, status, message] of forms) {
      test(`${what}: ${status}`, async () => {
        const method = what === 'of another batch' ? 'POST' : 'GET';
        const { step } = await batch([{ id: 'step', method, url: url(world.service.origin) }]);
        assert.equal(step?.status, status);
        if (message) assert.match(step?.body.error.message, message);
        else assert.equal(step?.body.value.length, 1);
      });
    }
  });

  suite('bodies', () => {
    const wanted = { displayName: 'søn+1 ÿþ?>' };
    const text = JSON.stringify(wanted);
    const forms: [what: string, body: unknown, headers?: object][] = [
      ['JSON with its Content-Type', wanted, { 'Content-Type': 'application/json' }],
      ['JSON without a Content-Type', wanted],
      ['base64 without headers, as the Kiota SDKs send JSON', Buffer.from(text).toString('base64')],
      ['base64url without headers', Buffer.from(text).toString('base64url')],
    ];
    for (const [what, body, headers] of forms) {
      test(`${what} is read`, async () => {
        const { create } = await batch([{ id: 'create', method: 'POST', url: partners, headers, body }]);
        assert.equal(create?.status, 201);
        assert.equal(create?.body.displayName, wanted.displayName);
        await world.send('DELETE', `/v1.0${partners}/${create?.body.id}`);
      });
    }

    const refused: [what: string, body: unknown, headers: object, message: RegExp][] = [
      [
        'a text that is JSON only by its Content-Type',
        'eyJ9',
        { 'Content-Type': 'application/json' },
        /^Unable to read/,
      ],
      ['a text that is no base64', '{"a":1}', {}, /^Unable to read JSON/],
      ['another media type', 'AAAA', { 'content-type': 'image/png' }, /JSON Content-Type/],
    ];
    for (const [what, body, headers, message] of refused) {
      test(`${what} is refused, for that request alone`, async () => {
        const { bad, good } = await batch([
          { id: 'bad', method: 'POST', url: partners, headers, body },
          { id: 'good', method: 'GET', url: partners },
        ]);
        assert.equal(bad?.status, 400);
        assert.match(bad?.body.error.message, message);
        assert.equal(good?.status, 200);
      });
    }
  });

  test('the caller is whoever sends the batch, whatever Authorization a request brings', async () => {
    const other = await world.token({ tenant: world.fabrikam });
    const own = await world.partnerId();
    const { step } = await batch([
      { id: 'step', method: 'GET', url: partners, headers: { Authorization: `Bearer ${other}` } },
    ]);
    assert.deepEqual(
      step?.body.value.map(({ id }: { id: string }) => id),
      [own],
    );
  });

  test('another tenant’s partner is absent in a batch, too', async () => {
    const foreign = await world.partnerId(await world.token({ tenant: world.fabrikam }));
    const { foreignOne, absentOne } = await batch([
      { id: 'foreignOne', method: 'GET', url: `${partners}/${foreign}` },
      { id: 'absentOne', method: 'GET', url: `${partners}/00000000-0000-4000-8000-000000000000` },
    ]);
    const withoutIds = (reply: StepReply | undefined) =>
      JSON.stringify({ ...reply, id: '' }).replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<guid>');
    assert.equal(foreignOne?.status, 404);
    assert.equal(withoutIds(foreignOne), withoutIds(absentOne));
  });

  test('permissions hold for each request by itself', async () => {
    const token = await world.token({ permissions: ['DeviceManagementServiceConfig.Read.All'] });
    const id = await world.partnerId();
    const { read, write } = await batch(
      [
        { id: 'read', method: 'GET', url: partners },
        { id: 'write', method: 'POST', url: `${partners}/${id}/disconnect` },
      ],
      { token },
    );
    assert.deepEqual([read?.status, write?.status], [200, 403]);
  });

  test('every request has a log line of its own, with the id it has in the batch', async () => {
    const from = world.lines.length;
    await batch([
      { id: 'one', method: 'GET', url: partners },
      { id: 'two', method: 'GET', url: '/nothing' },
    ]);
    const lines = world.lines.slice(from).filter(({ message }) => message.startsWith('request'));
    assert.deepEqual(
      lines.map(({ fields }) => [fields.step, fields.operation, fields.status]).toSorted(),
      [
        ['one', 'remoteAssistancePartners.list', 200],
        ['two', undefined, 400],
        [undefined, 'v1.0.batch', 200],
      ].toSorted(),
    );
    assert.equal(new Set(lines.map(({ fields }) => fields.requestId)).size, 1);
  });

  test('metadata and next links are those of the version and the public origin', async () => {
    const { $metadata, page } = await batch(
      [
        { id: '$metadata', method: 'GET', url: '/$metadata' },
        { id: 'page', method: 'GET', url: `${partners}?$top=1` },
      ],
      {},
      'beta',
    );
    assert.match(Buffer.from($metadata?.body, 'base64url').toString(), /^<\?xml/);
    assert.ok(page?.body['@odata.context'].startsWith(`${world.service.origin}/beta/$metadata#`));
  });
});
