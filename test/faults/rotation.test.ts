import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openCode, openVerifier } from '../../src/assist/grant/consent-seal.ts';
import { MasterKeys, open, SealBroken, unwrapDataKey } from '../../src/core/seal.ts';
import { Secret } from '../../src/core/secret.ts';
import { listOnboardings } from '../../src/store/table/onboardings.ts';
import { listPresentedCodes } from '../../src/store/table/presented-codes.ts';
import { onEveryDatabase, postgres, sqliteInFolder } from '../harness/databases.ts';
import { addDevice } from '../harness/devices.ts';
import { newKey } from '../harness/outside.ts';
import { startWorld, until, type World } from '../harness/world.ts';

const grantOf = async ({ service, contoso }: World) => {
  const [grant] = await service.database.read(contoso, (db) =>
    db.sql.selectFrom('grants').selectAll().where('tenant_id', '=', contoso).where('state', '=', 'held').execute(),
  );
  assert.ok(grant?.wrapped_key && grant.sealed_grant);
  return { ...grant, wrapped_key: grant.wrapped_key, sealed_grant: grant.sealed_grant };
};

/** One consent that is awaited, and one whose outcome is not known. */
async function leaveConsents(world: World) {
  const token = { path: '/api/v1/oauth2/token', method: 'POST' };
  for (const displayName of ['Lost', 'Awaited']) {
    const partners = '/beta/deviceManagement/remoteAssistancePartners';
    const { json: partner } = await world.send('POST', partners, { body: { displayName } });
    await world.send('POST', `${partners}/${partner.id}/beginOnboarding`);
    if (displayName === 'Awaited') return;
    world.sandbox.faults.add({ kind: 'lost', times: 1, ...token }, { kind: 'throttled', ...token, retryAfter: 900 });
    const { json } = await world.send('GET', `${partners}/${partner.id}`);
    assert.equal((await fetch(`${json.onboardingUrl}&consent=allow`)).status, 503);
  }
}

async function consentsOf({ service, contoso }: World) {
  return service.database.read(contoso, async (db) => {
    const [[onboarding], [presented]] = [await listOnboardings(db), await listPresentedCodes(db)];
    assert.ok(onboarding && presented);
    return { onboarding, presented };
  });
}

onEveryDatabase(
  'a rotation of the master key',
  (kind) => {
    test('makes new data keys: with the older ones nothing opens that the database holds now, and sessions go on', async () => {
      await using made = await kind.create('development');
      await (await made.open())[Symbol.asyncDispose]();
      const dataFolder = mkdtempSync(join(tmpdir(), 'assistd-rotation-'));
      const [first, second] = [newKey(), newKey()];
      const start = (masterKeys: string) =>
        startWorld({ database: made.database, settings: { dataFolder, masterKeys } });
      try {
        let before: Awaited<ReturnType<typeof grantOf>>;
        let session = '';
        let partner = '';
        {
          await using world = await start(`first:${first}`);
          partner = await world.partnerId();
          await world.connect(partner);
          const { id } = await addDevice(world);
          const path = `/beta/deviceManagement/managedDevices/${id}/requestRemoteAssistance`;
          const asked = await world.send('POST', path);
          assert.ok(asked.status < 300, asked.text);
          session = await until('the session', async () => {
            const { json } = await world.send('GET', `/assist/sessions?$filter=status eq 'open'`);
            return json.value[0]?.id;
          });
          before = await grantOf(world);
          await leaveConsents(world);
        }
        await using world = await start(`second:${second},first:${first}`);
        const after = await until('the rotation', async () => {
          const grant = await grantOf(world);
          return grant.key_id === 'second' && grant;
        });
        const old = MasterKeys.parse([{ id: 'first', key: new Secret(first) }]);
        const owner = { tenantId: world.contoso, partnerId: before.partner_id, grantId: before.id };
        const dataKey = await unwrapDataKey(old, { ...owner, field: 'dataKey' }, before.wrapped_key);
        const context = { ...owner, field: 'grant' };
        assert.ok(await open(dataKey, context, before.sealed_grant));
        await assert.rejects(open(dataKey, context, after.sealed_grant), SealBroken);
        await until('the log line', () =>
          world.lines.some(({ message }) => message === 'data keys are under the current master key'),
        );

        const current = MasterKeys.parse([{ id: 'second', key: new Secret(second) }]);
        const { onboarding, presented } = await consentsOf(world);
        assert.ok((await openVerifier(current, world.contoso, onboarding)).reveal(), 'a consent that is awaited');
        assert.ok((await openCode(current, world.contoso, presented)).code.reveal(), 'one whose outcome is not known');

        const link = await world.send('GET', `/assist/sessions/${session}/supporterUrl()`);
        assert.equal(link.status, 200, link.text);
        assert.match(link.json.value, /^http/);
        world.sandbox.faults.clear();
        const ended = await world.send('POST', `/beta/deviceManagement/remoteAssistancePartners/${partner}/disconnect`);
        assert.equal(ended.status, 204);
        // The sandbox that was started anew has forgotten the code of the other one.
        await until('the revocation', () => world.sandbox.grants[0]?.revokedAt !== undefined);
        const closed = await until('the end', async () => {
          const { json } = await world.send('GET', `/assist/sessions/${session}`);
          return json.status === 'closed' && json;
        });
        assert.equal(closed.closeReason, 'disconnected');
        // What PostgreSQL keeps in dead rows and in its log is not called destroyed.
        const revoked = await until('the event', async () => {
          const { json } = await world.send('GET', '/beta/deviceManagement/auditEvents');
          return json.value.find(({ activityType }: { activityType: string }) =>
            activityType.startsWith('RevokeGrant'),
          );
        });
        const fate = kind.name === 'PostgreSQL' ? 'removed' : 'destroyed';
        assert.match(JSON.stringify(revoked), new RegExp(`"SealedTokens","oldValue":"stored","newValue":"${fate}"`));
      } finally {
        rmSync(dataFolder, { recursive: true, force: true });
      }
    });
  },
  [sqliteInFolder, postgres],
);
