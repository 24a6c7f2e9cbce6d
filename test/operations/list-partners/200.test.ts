import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { onEveryWorld } from '../../harness/every-world.ts';

const path = '/v1.0/deviceManagement/remoteAssistancePartners';
const names = ['Zebra', "O'Brien & Søn+1", 'alpha', null, 'Alpha', '100%', 'émile', '北京'];

onEveryWorld('list partners', (world) => {
  let firstId: string;
  before(async () => {
    firstId = await world().partnerId();
    for (const displayName of names) {
      const { status } = await world().send('POST', path, { body: { displayName } });
      assert.equal(status, 201);
    }
  });
  const list = async (query: string, headers: Record<string, string> = {}) => {
    const reply = await world().send('GET', `${path}?${query}`, { headers });
    assert.equal(reply.status, 200, reply.text);
    return reply;
  };
  const named = async (query: string) =>
    (await list(query)).json.value.map((each: { displayName: string | null }) => each.displayName);

  test('the system-provided partner and those that were created are listed, in the shape of Graph', async () => {
    const reply = await world().send('GET', path);
    assert.equal(reply.status, 200);
    assert.deepEqual(Object.keys(reply.json), ['@odata.context', 'value']);
    const origin = world().service.origin;
    assert.equal(reply.json['@odata.context'], `${origin}/v1.0/$metadata#deviceManagement/remoteAssistancePartners`);
    assert.equal(reply.json.value.length, names.length + 1);
    const own = reply.json.value.find((each: { displayName: string }) => each.displayName === 'TeamViewer');
    assert.deepEqual(own, {
      id: firstId,
      displayName: 'TeamViewer',
      onboardingUrl: null,
      onboardingStatus: 'notOnboarded',
      lastConnectionDateTime: '0001-01-01T00:00:00Z',
    });
    assert.equal(
      reply.headers.get('content-type'),
      'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8',
    );
    assert.equal(reply.headers.get('odata-version'), '4.0');
    assert.equal(reply.headers.get('cache-control'), 'no-store');
  });

  test('only beta has the expiry of an onboarding', async () => {
    const { json } = await world().send('GET', path.replace('v1.0', 'beta'));
    assert.equal(json.value[0].onboardingRequestExpiryDateTime, '0001-01-01T00:00:00Z');
  });

  test('$select gives what was asked for, named in any case, and says so in the context', async () => {
    const { json } = await list('$select=DISPLAYNAME,id&$top=1');
    assert.deepEqual(Object.keys(json.value[0]).sort(), ['displayName', 'id']);
    assert.match(json['@odata.context'], /remoteAssistancePartners\(displayName,id\)$/);
    const without = await list('$select=onboardingStatus&$top=1');
    assert.deepEqual(without.json.value, [{ onboardingStatus: 'notOnboarded' }]);
  });

  test('$filter finds by every comparison that clients send, however it is encoded', async () => {
    assert.deepEqual(await named("$filter=displayName eq 'TeamViewer'"), ['TeamViewer']);
    assert.deepEqual(await named('%24filter=displayName%20eq%20%27TeamViewer%27'), ['TeamViewer']);
    assert.deepEqual(await named("$filter=displayName+eq+'TeamViewer'"), ['TeamViewer']);
    assert.deepEqual(await named(`$filter=displayName eq 'O''Brien %26 ${encodeURIComponent('Søn')}%2B1'`), [
      "O'Brien & Søn+1",
    ]);
    assert.deepEqual(await named("$filter=startswith(displayName,'100%25')"), ['100%']);
    assert.deepEqual(await named(`$filter=contains(displayName,'${encodeURIComponent('京')}')`), ['北京']);
    assert.deepEqual(await named('$filter=displayName eq null'), [null]);
    assert.deepEqual(await named(`$filter=id eq '${firstId}' and onboardingStatus eq 'notOnboarded'`), ['TeamViewer']);
    assert.deepEqual(await named("$filter=onboardingStatus eq 'onboarded'"), []);
    assert.deepEqual(await named("$filter=onboardingStatus ne 'notOnboarded'"), []);
    assert.deepEqual(await named("$filter=displayName in ('Zebra','Alpha')&$orderby=displayName"), ['Alpha', 'Zebra']);
    assert.equal((await named('$filter=lastConnectionDateTime lt 2020-01-01T00:00:00Z')).length, names.length + 1);
    assert.equal((await named("$filter=not(displayName eq 'Zebra')")).length, names.length);
    assert.deepEqual(await named("filter=displayName eq 'Zebra'"), ['Zebra']);
  });

  test('$orderby orders by code points, with null first', async () => {
    const ascending = [null, '100%', 'Alpha', "O'Brien & Søn+1", 'TeamViewer', 'Zebra', 'alpha', 'émile', '北京'];
    assert.deepEqual(await named('$orderby=displayName'), ascending);
    assert.deepEqual(await named('$orderby=displayName%20desc'), ascending.toReversed());
  });

  for (const orderBy of [
    '',
    '$orderby=displayName',
    '$orderby=displayName desc',
    '$orderby=onboardingStatus,displayName desc',
  ]) {
    test(`the next links lead through all partners, each once${orderBy && `, ${orderBy}`}`, async () => {
      const all = await named(orderBy);
      const seen: (string | null)[] = [];
      let link: string | undefined = `${world().service.origin}${path}?$top=2&$count=true${orderBy && `&${orderBy}`}`;
      let pages = 0;
      while (link) {
        assert.ok(link.startsWith(`${world().service.origin}${path}?`), link);
        assert.doesNotMatch(link, /skip=/);
        const { json, status } = await world().send('GET', link.slice(world().service.origin.length));
        assert.equal(status, 200);
        assert.equal(json['@odata.count'], names.length + 1);
        assert.ok(json.value.length <= 2);
        seen.push(...json.value.map((each: { displayName: string | null }) => each.displayName));
        link = json['@odata.nextLink'];
        pages += 1;
      }
      assert.equal(pages, Math.ceil((names.length + 1) / 2));
      assert.deepEqual(seen, all);
    });
  }

  test('a walk stays right while partners come and go', async () => {
    const { send, service } = world();
    const first = (await list('$top=3&$orderby=displayName')).json;
    const added = await send('POST', path, { body: { displayName: '0 before the position' } });
    const next = await send('GET', first['@odata.nextLink'].slice(service.origin.length));
    await send('DELETE', `${path}/${added.json.id}`);
    assert.deepEqual(
      next.json.value.map((each: { displayName: string }) => each.displayName),
      ["O'Brien & Søn+1", 'TeamViewer', 'Zebra'],
    );
  });

  test('$skip leaves out as many, and $top=0 asks for none', async () => {
    const all = await named('$orderby=displayName');
    assert.deepEqual(await named('$orderby=displayName&$skip=7'), all.slice(7));
    assert.deepEqual(await named('$skip=1000'), []);
    const none = (await list('$top=0&$count=true')).json;
    assert.deepEqual([none.value, none['@odata.count'], none['@odata.nextLink']], [[], names.length + 1, undefined]);
  });

  test('$count=true tells how many a filter finds in all', async () => {
    assert.equal((await list("$count=true&$top=1&$filter=startswith(displayName,'A')")).json['@odata.count'], 1);
    assert.equal((await list('$count=false')).json['@odata.count'], undefined);
  });

  test('/$count answers a bare number, of those that a filter finds', async () => {
    for (const address of [`${path}/$count`, `${path}/%24count`, `${path}/$COUNT`]) {
      const headers = { Accept: 'text/plain;q=0.9' };
      const reply = await world().send('GET', address, { headers });
      assert.deepEqual([reply.status, reply.text], [200, String(names.length + 1)]);
      assert.match(reply.headers.get('content-type') ?? '', /^text\/plain/);
    }
    assert.equal((await world().send('GET', `${path}/$count?$filter=displayName eq 'Zebra'`)).text, '1');
    assert.equal((await world().send('GET', `${path}/$count?$filter=displayName eq 'none'`)).text, '0');
  });

  test('a page is as short as Prefer asks for, and goes on to be', async () => {
    const { send, service } = world();
    const reply = await list('$orderby=displayName', { Prefer: 'odata.maxpagesize=4' });
    assert.equal(reply.headers.get('preference-applied'), 'odata.maxpagesize=4');
    assert.equal(reply.json.value.length, 4);
    // Kiota's iterator does not repeat the header.
    const next = await send('GET', reply.json['@odata.nextLink'].slice(service.origin.length));
    assert.equal(next.json.value.length, 4);
  });

  test('metadata comes at the level that is accepted', async () => {
    const none = await list('$top=1', { Accept: 'application/json;odata.metadata=none' });
    assert.deepEqual(Object.keys(none.json), ['@odata.nextLink', 'value']);
    assert.match(none.headers.get('content-type') ?? '', /odata\.metadata=none/);
    const full = await list("$filter=displayName eq 'TeamViewer'", { Accept: 'application/json;metadata=full' });
    const [partner] = full.json.value;
    assert.equal(partner['@odata.type'], '#microsoft.graph.remoteAssistancePartner');
    assert.equal(partner['@odata.id'], `${world().service.origin}${path}('${firstId}')`);
    assert.equal(partner['@odata.editLink'], `deviceManagement/remoteAssistancePartners('${firstId}')`);
    assert.equal(partner['onboardingStatus@odata.type'], '#microsoft.graph.remoteAssistanceOnboardingStatus');
    assert.equal(partner['lastConnectionDateTime@odata.type'], '#DateTimeOffset');
    for (const Accept of ['*/*', 'application/json', 'application/xml', 'text/html,*/*;q=0.1', '']) {
      const reply = await list('$top=1', { Accept });
      assert.match(reply.headers.get('content-type') ?? '', /^application\/json;odata\.metadata=minimal;/);
    }
  });

  test('what a client adds that is no option of OData changes nothing', async () => {
    const { json } = await world().send('GET', path);
    assert.deepEqual((await list('foo=bar&x=%24filter&$format=json')).json, json);
    const headers = { 'Content-Type': 'application/json', ConsistencyLevel: 'eventual' };
    assert.deepEqual((await list('', headers)).json, json);
  });
});
