import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectWithSession, disconnect } from '../faults/retirement.ts';
import { onEveryDatabase, postgres, sqliteInMemory } from '../harness/databases.ts';
import { addDevice, readLink, requestAssistance } from '../harness/devices.ts';
import { startWorld, until, type World } from '../harness/world.ts';
import { auditOf, grantsOf } from '../journey/behind.ts';

const long = 'x'.repeat(1_000_000);
const account = { path: '/api/v1/account', method: 'GET' } as const;
const reports = { path: '/api/v1/reports/connections', method: 'GET' } as const;

async function newest(world: World) {
  const { json } = await world.send('GET', '/assist/disconnects?$top=1');
  return (await world.send('GET', `/assist/disconnects/${json.value[0].id}`)).json;
}

onEveryDatabase(
  'what a partner says in texts',
  (kind) => {
    const start = async (stack: AsyncDisposableStack) => {
      const database = stack.use(await kind.create('development'));
      return stack.use(await startWorld({ database: database.database }));
    };

    for (const [what, text] of [
      ['a NUL', 'a\u0000b'],
      ['half a surrogate pair', 'a\ud800b'],
      ['a million characters', long],
    ] as const) {
      test(`an account whose name has ${what} is connected like any other`, async () => {
        await using stack = new AsyncDisposableStack();
        const world = await start(stack);
        const id = await world.partnerId();
        const body = JSON.stringify({ userid: 'u1', name: text, email: text, company_name: text });
        world.sandbox.faults.add({ kind: 'answer', body, ...account });
        await world.connect(id);
        const { json } = await world.send('GET', `/v1.0/deviceManagement/remoteAssistancePartners/${id}`);
        assert.equal(json.onboardingStatus, 'onboarded');
        const [grant] = await grantsOf(world);
        assert.ok((grant?.account?.length ?? 0) < 10_000, `${grant?.account?.length} characters are kept`);
      });

      test(`a supporter whose name has ${what} holds up no disconnect`, async () => {
        await using stack = new AsyncDisposableStack();
        const world = await start(stack);
        const id = await world.partnerId();
        await world.connect(id);
        const device = (await addDevice(world, {})).id;
        await requestAssistance(world, device);
        await until('the link', async () => (await readLink(world, device)).json.remoteAssistanceSessionUrl);
        const record = {
          id: 'c1',
          username: text,
          devicename: text,
          start_date: new Date(world.clock.now()).toISOString(),
        };
        world.sandbox.faults.add({ kind: 'answer', body: JSON.stringify({ records: [record] }), ...reports });
        const { status } = await world.send('POST', `/v1.0/deviceManagement/remoteAssistancePartners/${id}/disconnect`);
        assert.equal(status, 204);
        await world.service.obligations.idle();
        const told = await newest(world);
        assert.equal(told.status, 'proven', JSON.stringify(told).slice(0, 2000));
        assert.ok((await auditOf(world)).some((each) => /UseRemoteAssistanceSession|Use/.test(each)));
        const { text: sessions } = await world.send('GET', '/assist/sessions');
        assert.ok(sessions.length < 20_000, `${sessions.length} characters`);
      });
    }

    for (const [what, description] of [
      ['half a surrogate pair', 'a\ud800b'],
      ['a pair where it is cut', '\u{1f600}'.repeat(600)],
      ['a pair, moved by one, where it is cut', `a${'\u{1f600}'.repeat(600)}`],
    ] as const) {
      test(`a refusal that has ${what} is told, and hides nothing from conditions`, async () => {
        await using stack = new AsyncDisposableStack();
        const world = await start(stack);
        const id = await connectWithSession(world);
        const body = JSON.stringify({ error: 'no', error_description: description });
        const revoke = { method: 'POST', path: '/api/v1/oauth2/revoke' } as const;
        world.sandbox.faults.add({ kind: 'answer', status: 400, body, ...revoke });
        await disconnect(world, id);
        await world.service.obligations.idle();
        const found = async (path: string, condition: string) => {
          const reply = await world.send('GET', `${path}?$filter=${encodeURIComponent(condition)}`);
          assert.equal(reply.status, 200, `${condition}: ${reply.text}`);
          return reply.json.value.length;
        };
        assert.equal(await found('/assist/obligations', "steps/any(s:s/name eq 'revocationRefused')"), 1);
        assert.equal(await found('/assist/obligations', "contains(lastFailure,'no, ')"), 1);
        assert.ok(await found('/beta/deviceManagement/auditEvents', `resources/any(r:r/resourceId eq '${id}')`));
        assert.ok((await newest(world)).retirements[0].lastFailure.isWellFormed());
      });
    }

    for (const [what, said] of [
      ['a million characters', { supporter_link: `https://x.example/${long}` }],
      ['http', { supporter_link: 'http://x.example/s1' }],
      ['nothing', { supporter_link: null }],
      [
        'behind a code of nine thousand characters',
        { code: `s${'1'.repeat(9000)}`, supporter_link: 'https://x.example/' },
      ],
    ] as const) {
      test(`a session whose link is ${what} is closed at the partner again, and whoever asked is told`, async () => {
        await using stack = new AsyncDisposableStack();
        const world = await start(stack);
        const id = await world.partnerId();
        await world.connect(id);
        const device = (await addDevice(world, {})).id;
        const session = { code: 's12-345-678', state: 'Open', ...said };
        const path = '/api/v1/sessions';
        world.sandbox.faults.add({ kind: 'answer', body: JSON.stringify(session), path, method: 'POST' });
        world.sandbox.faults.add({ kind: 'answer', body: '', status: 204, path: `${path}/s*`, method: 'PUT' });
        await requestAssistance(world, device);
        await world.service.obligations.idle();
        const [asked] = (await world.send('GET', '/assist/sessions')).json.value;
        assert.equal(asked.status, 'failed');
        assert.match(asked.errorDetails, /no link/);
        assert.ok(world.sandbox.record.some(({ method, path: of }) => method === 'PUT' && of.startsWith(`${path}/s`)));
      });
    }

    test('what is wrong with a session in the list keeps nobody from closing it', async () => {
      await using stack = new AsyncDisposableStack();
      const world = await start(stack);
      const id = await connectWithSession(world);
      const [session] = world.sandbox.snapshot().sessions;
      const listed = { ...session, supporter_link: 'http://x.example/', end_customer_link: 7, valid_until: 'tomorrow' };
      const body = JSON.stringify({ sessions: [listed] });
      world.sandbox.faults.add({ kind: 'answer', body, times: 1, path: '/api/v1/sessions', method: 'GET' });
      await disconnect(world, id);
      await world.service.obligations.idle();
      assert.equal((await newest(world)).status, 'proven');
      assert.equal(world.sandbox.sessions[0]?.state, 'Closed');
    });

    test('a connection that is listed twice is told once, and of very many a thousand are kept', async () => {
      await using stack = new AsyncDisposableStack();
      const world = await start(stack);
      const id = await world.partnerId();
      await world.connect(id);
      const device = (await addDevice(world, {})).id;
      await requestAssistance(world, device);
      await until('the link', async () => (await readLink(world, device)).json.remoteAssistanceSessionUrl);
      const start_date = new Date(world.clock.now()).toISOString();
      const records = Array.from({ length: 3000 }, (_, n) => ({ id: `c${n >> 1}`, username: 'Sam', start_date }));
      world.sandbox.faults.add({ kind: 'answer', body: JSON.stringify({ records }), ...reports });
      await disconnect(world, id);
      await world.service.obligations.idle();
      assert.equal((await newest(world)).status, 'proven');
      const [session] = (await world.send('GET', '/assist/sessions')).json.value;
      assert.equal(session.connections.length, 1000);
      const told = (await auditOf(world)).filter((each) => /^Use /.test(each));
      assert.equal(told.length, 1000);
    });
  },
  [sqliteInMemory, postgres],
);
