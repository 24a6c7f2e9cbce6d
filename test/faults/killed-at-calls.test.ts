import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fault } from '../../src/dev/sandbox/faults.ts';
import { onEveryLastingDatabase } from '../harness/lasting.ts';
import { partnerClient } from '../harness/partner-client.ts';
import { serveHere } from '../harness/serve-here.ts';
import { serveProcess } from '../harness/serve-process.ts';
import { waitFor } from '../harness/wait-for.ts';

/** What a partner changes, or gives, before a commit of ours; the process is killed when the partner has the request, and carries it out afterwards. */
const calls = {
  'the exchange of a code': { method: 'POST', path: '/api/v1/oauth2/token' },
  'the account of a new grant': { method: 'GET', path: '/api/v1/account' },
  'the opening of a session': { method: 'POST', path: '/api/v1/sessions' },
  'the close of a session': { method: 'PUT', path: '/api/v1/sessions/*' },
  'the revocation': { method: 'POST', path: '/api/v1/oauth2/revoke' },
  'the question whether it is gone': { method: 'GET', path: '/api/v1/ping' },
} as const;

/** Longer than any process here lasts; the clock that the partner goes by is turned. */
const slow = { kind: 'slow', milliseconds: 120_000, times: 1 } as const satisfies Fault;

onEveryLastingDatabase(
  'a service that is killed between the answer of a partner and the commit that follows',
  (start) => {
    test('leaves nothing open and no grant in force that nobody is told of, and says of each disconnect what is known', async () => {
      await using lasting = await start();
      const { outside, turn } = lasting;
      const { sandbox, tenantId } = outside;
      const settings = { ...lasting.settings, throttling: 'off' as const };
      const token = await outside.token();
      const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
      const partners = new Map<string, string>();

      for (const [name, call] of Object.entries(calls)) {
        const service = await serveProcess(outside, settings);
        const client = partnerClient(service.origin, token);
        const ask = async (method: string, path: string, body?: object) => {
          const sent = { method, headers, ...(body && { body: JSON.stringify(body) }) };
          const answer = await fetch(service.origin + path, sent);
          const text = await answer.text();
          assert.ok(answer.ok, `${method} ${path} answered ${answer.status}: ${text}`);
          return text === '' ? undefined : JSON.parse(text);
        };
        const id = await client.create(name);
        partners.set(name, id);
        let isStruck = () => false;
        const strike = () => {
          sandbox.faults.add({ ...slow, ...call });
          isStruck = () => sandbox.faults.list.length === 0;
        };
        const duringConsent = name === 'the exchange of a code' || name === 'the account of a new grant';
        if (duringConsent) strike();
        const connected = client.connect(id).then(
          () => true,
          () => false,
        );
        if (!duringConsent) {
          assert.ok(await connected, name);
          const device = await ask('POST', '/v1.0/deviceManagement/managedDevices', { deviceName: name });
          if (name === 'the opening of a session') strike();
          const assistance = { partnerId: id };
          await ask('POST', `/assist/managedDevices/${device.id}/requestRemoteAssistance`, assistance);
          if (name !== 'the opening of a session') {
            await waitFor('the session to be open', async () => {
              const filter = encodeURIComponent(`deviceId eq '${device.id}' and status eq 'open'`);
              return (await ask('GET', `/assist/sessions?$filter=${filter}`)).value.length === 1;
            });
            strike();
            assert.equal(await client.disconnect(id), 204);
          }
        }
        await waitFor(`${name} to be under way`, isStruck);
        service.kill('SIGKILL');
        assert.equal(await service.gone, 'SIGKILL', service.stderr());
        await connected;
        // Now the partner carries it out; what it answers, nobody hears.
        const before = sandbox.record.length;
        outside.clock.turn(slow.milliseconds);
        await waitFor(`${name} to be carried out`, () => sandbox.record.length > before);
      }

      await using service = await serveHere(outside, settings);
      const client = partnerClient(service.origin, await outside.token());
      for (const id of partners.values()) assert.equal(await client.disconnect(id), 204);
      await waitFor('everything to be over', async () => {
        await turn(61_000);
        await service.obligations.idle();
        const { grants, codes } = await service.database.read(tenantId, async (db) => ({
          grants: await db.sql.selectFrom('grants').select('state').where('tenant_id', '=', tenantId).execute(),
          codes: await db.sql.selectFrom('presented_codes').select('id').where('tenant_id', '=', tenantId).execute(),
        }));
        return codes.length === 0 && grants.every(({ state }) => state === 'retired');
      });
      assert.deepEqual(
        sandbox.sessions.filter(({ state }) => state === 'Open').map(({ description }) => description),
        [],
      );
      const inForce = sandbox.grants.filter(({ revokedAt }) => revokedAt === undefined);
      const authorization = `Bearer ${await outside.token()}`;
      const read = async (path: string) => {
        const answer = await fetch(service.origin + path, { headers: { authorization } });
        return (await answer.json()) as { readonly value: readonly Readonly<Record<string, unknown>>[] };
      };
      const disconnects = (await read('/assist/disconnects')).value;
      assert.ok(disconnects.length > 0);
      assert.deepEqual(
        disconnects.filter(({ status }) => status !== 'proven' && status !== 'unconfirmed'),
        [],
      );
      const unconfirmed = (await read(`/assist/obligations?$filter=${encodeURIComponent("status eq 'unconfirmed'")}`))
        .value;
      assert.ok(
        inForce.length <= unconfirmed.length,
        `${inForce.length} grants in force, ${unconfirmed.length} told of`,
      );
      const sessions = (await read('/assist/sessions')).value;
      assert.deepEqual(
        sessions.filter(({ status }) => status !== 'closed' && status !== 'failed' && status !== 'unconfirmed'),
        [],
      );
    });
  },
);
