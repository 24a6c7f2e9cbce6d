import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { JSONWebKeySet } from 'jose';
import { verifyReceipt } from '../../src/receipt/verify-receipt.ts';
import { addDevice, devicesPath } from '../harness/devices.ts';
import { receiptKeysOf } from '../harness/disconnected.ts';
import { onEveryWorld } from '../harness/every-world.ts';
import { onEveryLastingDatabase } from '../harness/lasting.ts';
import { partnerClient } from '../harness/partner-client.ts';
import { serveHere } from '../harness/serve-here.ts';
import { serveProcess } from '../harness/serve-process.ts';
import { waitFor } from '../harness/wait-for.ts';
import { commandLineClient } from '../harness/world.ts';
import { serviceErrorOf } from '../operations/service-error.ts';

const because = { reason: 'The contract is over', ticket: 'MSP-1' };

/** What a receipt that verifies states. */
async function verified(jws: string, keys: JSONWebKeySet) {
  const verdict = await verifyReceipt(jws, keys);
  assert.ok(verdict.kind === 'genuine', JSON.stringify(verdict));
  return verdict.receipt.claims;
}

onEveryWorld('an operator who ends a customer that is suspended while a supporter is inside', (world) => {
  test('reads the customer’s disconnect and its receipt, which verifies offline, and nobody else does', async () => {
    const { send, sandbox, clock, service, fabrikam, contoso } = world();
    const customer = await world().token({ tenant: fabrikam });
    const partner = await world().partnerId(customer);
    await world().connect(partner, customer);
    const device = await addDevice(world(), {}, customer);
    await send('POST', `${devicesPath}/${device.id}/requestRemoteAssistance`, { token: customer });
    await waitFor('the session', () => sandbox.sessions[0]);
    sandbox.connect(sandbox.sessions[0]?.code ?? '', 'Grace Hopper');

    assert.equal((await send('POST', `/assist/tenants/${fabrikam}/suspend`)).status, 204);
    const before = await send('GET', `/assist/tenants/${fabrikam}/impact()`);
    assert.equal(before.status, 200, before.text);
    assert.equal((await send('POST', `/assist/tenants/${fabrikam}/disconnect`, { body: because })).status, 204);
    const at = `/assist/tenants/${fabrikam}/disconnects`;
    const told = await waitFor('the end', async () => {
      clock.turn(1000);
      await service.obligations.idle();
      const { json } = await send('GET', at);
      return json.value[0]?.completedDateTime && json.value[0];
    });
    assert.deepEqual(
      [told.kind, told.status, told.reason, told.ticket],
      ['tenant', 'proven', ...Object.values(because)],
    );
    assert.equal((await send('GET', `${at}/${told.id}`)).json.id, told.id);
    const receipt = await send('GET', `${at}/${told.id}/receipt()`);
    const claims = await verified(receipt.json.value, await receiptKeysOf(world()));
    assert.deepEqual(
      [claims.final, claims.sub, claims.organisation.id, claims.disconnect.reason, claims.disconnect.kind],
      [true, told.id, fabrikam, because.reason, 'tenant'],
    );
    assert.ok(JSON.stringify(claims.disconnect).includes('newSessionsStopped'));

    assert.equal(
      (await send('GET', `/assist/disconnects/${told.id}`, { token: customer })).status,
      200,
      'it is theirs',
    );
    serviceErrorOf(await send('GET', `/assist/disconnects/${told.id}`), 404, 'ResourceNotFound');
    for (const tenant of [fabrikam, contoso]) {
      const foreign = await send('GET', `/assist/tenants/${tenant}/disconnects`, { token: customer });
      assert.ok([400, 403].includes(foreign.status), foreign.text);
    }
    serviceErrorOf(await send('GET', '/assist/tenants/nobody/disconnects'), 404, 'ResourceNotFound');
    await send('POST', `/assist/tenants/${fabrikam}/resume`);
    const resumed = await send('GET', at, { token: customer });
    serviceErrorOf(resumed, 403, 'Forbidden');
  });
});

const roundsOn = { PostgreSQL: 6, 'SQLite in a folder': 8, 'SQLite in memory': 8 } as const;
/** Later than the last step of a retirement when nothing is slow. */
const latestKillMsOn = { PostgreSQL: 250, 'SQLite in a folder': 80, 'SQLite in memory': 80 } as const;

onEveryLastingDatabase('the story of an operator whose service is killed', (start, kind) => {
  test('killed at any instant: each customer is disconnected for whom that was confirmed, and has a receipt that verifies offline', async (t) => {
    const rounds = Number(process.env.ROUNDS ?? roundsOn[kind.name]);
    await using lasting = await start();
    const { outside, turn } = lasting;
    const { sandbox, issuer } = outside;
    const customer = issuer.directory.tenants.find(({ tenantId }) => tenantId !== outside.tenantId);
    const alex = issuer.directory.users.find(({ tenantId }) => tenantId === customer?.tenantId);
    assert.ok(customer && alex);
    const tenants = [outside.tenantId, customer.tenantId];
    const settings = {
      ...lasting.settings,
      throttling: 'off' as const,
      operatorTenant: outside.tenantId,
      issuers: issuer.issuers().map((each) => ({ ...each, audiences: [...each.audiences], tenants })),
      tenants: tenants.map((tenantId) => ({ tenantId, displayName: tenantId })),
    };
    const token = await issuer.mint({
      clientId: commandLineClient,
      tenant: customer.tenantId,
      userPrincipalName: alex.userPrincipalName,
    });
    const operator = { Authorization: `Bearer ${await outside.token()}`, 'Content-Type': 'application/json' };
    const own = { ...operator, Authorization: `Bearer ${token}` };
    const at = `/assist/tenants/${customer.tenantId}`;
    let origin = '';
    const post = async (path: string, headers: Readonly<Record<string, string>>, body: object = {}) => {
      const sent = { method: 'POST', headers, body: JSON.stringify(body) };
      const answer = await fetch(origin + path, sent).catch(() => undefined);
      return { status: answer?.status, text: await answer?.text().catch(() => '') };
    };
    let partner: string | undefined;
    let confirmed = 0;
    for (let round = 0; round < rounds; round++) {
      await using service = await serveProcess(outside, settings);
      origin = service.origin;
      await post(`${at}/resume`, operator);
      const client = partnerClient(origin, token);
      partner ??= await client.create('TeamViewer of the customer');
      if ((await client.status(partner)) !== 'onboarded') await client.connect(partner);
      const { text = '' } = await post(devicesPath, own, { deviceName: `D${round}` });
      await post(`${devicesPath}/${JSON.parse(text).id}/requestRemoteAssistance`, own);
      await waitFor('the session', () => sandbox.sessions.some(({ state }) => state === 'Open'));
      await post(`${at}/suspend`, operator);
      const killed = setTimeout(Math.random() * latestKillMsOn[kind.name]).then(() => service.kill('SIGKILL'));
      if ((await post(`${at}/disconnect`, operator, because)).status === 204) confirmed++;
      await killed;
      assert.equal(await service.gone, 'SIGKILL', service.stderr());
    }

    await using service = await serveHere(outside, settings);
    origin = service.origin;
    assert.equal((await post(`${at}/disconnect`, operator, because)).status, 204);
    const bearer = async () => ({ Authorization: `Bearer ${await outside.token()}` });
    const read = async (path: string) => (await fetch(origin + path, { headers: await bearer() })).json();
    interface Told {
      readonly id: string;
      readonly status: string;
      readonly completedDateTime: string | null;
    }
    const all = async (path: string): Promise<Told[]> => {
      const page = (await read(path)) as { value: Told[]; '@odata.nextLink'?: string };
      const next = page['@odata.nextLink'];
      return next === undefined ? page.value : [...page.value, ...(await all(next.replace(origin, '')))];
    };
    const told = await waitFor('the end of every disconnect', async () => {
      await turn(61_000);
      await service.obligations.idle();
      const value = await all(`${at}/disconnects`);
      return value.every(({ completedDateTime }) => completedDateTime !== null) && value;
    });
    t.diagnostic(`${confirmed} of ${rounds} confirmed; ${told.map(({ status }) => status).join(' ')}`);
    assert.ok(told.length >= confirmed);
    assert.ok(sandbox.grants.every(({ revokedAt }) => revokedAt !== undefined));
    const keys = (await read('/.well-known/jwks.json')) as JSONWebKeySet;
    for (const { id, status } of told) {
      const { value } = (await read(`${at}/disconnects/${id}/receipt()`)) as { value: string };
      const claims = await verified(value, keys);
      assert.deepEqual([claims.sub, claims.disconnect.status], [id, status]);
      // A kill while proof was asked for leaves what is not known, and that is said.
      if (status !== 'proven') assert.match(JSON.stringify(claims.disconnect), /"status":"unconfirmed".*got no answer/);
    }
  });
});
