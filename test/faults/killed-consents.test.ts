import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { Fault } from '../../src/dev/sandbox/faults.ts';
import { startOutside } from '../harness/outside.ts';
import { partnerClient } from '../harness/partner-client.ts';
import { serveHere } from '../harness/serve-here.ts';
import { serveProcess } from '../harness/serve-process.ts';
import { waitFor } from '../harness/wait-for.ts';

const rounds = 6;
const partnersPerRound = 4;
const latestKillMs = 400;

const faults: readonly (Fault | undefined)[] = [
  undefined,
  { kind: 'slow', milliseconds: 30, path: '/api/v1/*' },
  { kind: 'lost', path: '/api/v1/oauth2/token', times: 2 },
];

test('whatever instant the service is killed at during consents, no grant is in force that nobody knows or was told of', async (t) => {
  await using outside = await startOutside();
  const { sandbox, clock, tenantId } = outside;
  const token = await outside.token();
  const consents = () => sandbox.record.filter(({ path }) => path === '/oauth2/authorize').length;
  for (let round = 0; round < rounds; round++) {
    const service = await serveProcess(outside, { throttling: 'off' });
    const client = partnerClient(service.origin, token);
    const names = Array.from({ length: partnersPerRound }, (_, index) => `${round}.${index}`);
    const ids = await Promise.all(names.map((name) => client.create(name)));
    const fault = faults[round % faults.length];
    if (fault) sandbox.faults.add(fault);
    const before = consents();
    const connecting = Promise.allSettled(ids.map((id) => client.connect(id)));
    await waitFor('a consent', () => consents() > before);
    await setTimeout(Math.random() * latestKillMs);
    service.kill('SIGKILL');
    await connecting;
    await service.gone;
    sandbox.faults.clear();
  }

  await using service = await serveHere(outside, { throttling: 'off' });
  const all = (table: 'presented_codes' | 'remote_assistance_partners' | 'grants') =>
    service.database.read(tenantId, (db) =>
      db.sql.selectFrom(table).selectAll().where('tenant_id', '=', tenantId).execute(),
    );
  await waitFor('every consent to be settled', async () => {
    clock.turn(61_000);
    await service.obligations.idle();
    const grants = (await all('grants')) as readonly { readonly state: string }[];
    return (await all('presented_codes')).length === 0 && grants.every(({ state }) => state !== 'retiring');
  });
  const count = async () => {
    const partners = (await all('remote_assistance_partners')) as readonly { readonly onboardingStatus: string }[];
    const grants = (await all('grants')) as readonly { readonly state: string }[];
    return {
      connected: partners.filter(({ onboardingStatus }) => onboardingStatus === 'onboarded').length,
      parked: grants.filter(({ state }) => state === 'parked').length,
      inForce: sandbox.grants.filter(({ revokedAt }) => revokedAt === undefined).length,
    };
  };
  const { connected, parked, inForce } = await count();
  t.diagnostic(
    `${sandbox.grants.length} grants given, ${connected} partners connected, ${parked} to be confirmed in ${rounds} rounds`,
  );
  assert.equal(inForce, connected + parked);
  clock.turn(60 * 60_000);
  await waitFor('what nobody confirms to be revoked', async () => {
    await service.obligations.idle();
    const left = await count();
    return left.parked === 0 && left.inForce === left.connected;
  });
  assert.ok(sandbox.grants.length > 0, 'some were killed late enough');
});
