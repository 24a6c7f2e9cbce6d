import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { sealGrant } from '../../src/assist/grant/grant-seal.ts';
import { newId } from '../../src/core/id.ts';
import { MasterKeys } from '../../src/core/seal.ts';
import { Secret } from '../../src/core/secret.ts';
import { dateTimeOf } from '../../src/edm/date-time.ts';
import { grantOf } from '../../src/partner/teamviewer/tokens.ts';
import { readSettings } from '../../src/settings/read.ts';
import { insertGrant } from '../../src/store/table/grants.ts';
import { insertPartner } from '../../src/store/table/partners.ts';
import { noteProvided } from '../../src/store/table/provided-partners.ts';
import { insertTenant } from '../../src/store/table/tenants.ts';
import type { TestDatabase } from '../harness/databases.ts';
import { onEveryLastingDatabase } from '../harness/lasting.ts';
import type { Outside } from '../harness/outside.ts';
import { serveHere } from '../harness/serve-here.ts';
import { serveProcess } from '../harness/serve-process.ts';
import { waitFor } from '../harness/wait-for.ts';
import { partner } from '../store/rows.ts';

/** On PostgreSQL, where each takes several round trips, fewer: what differs is the SQL. */
const organisationsOn = { PostgreSQL: 24, 'SQLite in a folder': 48, 'SQLite in memory': 48 } as const;
const limitMs = process.env.ORGANISATIONS ? 3_600_000 : 600_000;
/** How many attempts the killed process makes at once. */
const slots = 8;
const hash = (token: string) => createHash('sha256').update(token).digest('base64url');
const tenantId = (index: number) => `00000000-0000-4000-8000-${String(index + 1).padStart(12, '0')}`;

/** Organisations that are connected, each with a grant of its own at the partner. */
async function plant(outside: Outside, made: TestDatabase, organisations: number): Promise<string[]> {
  const { sandbox } = outside;
  const settings = readSettings('serve', { environment: {}, flags: { ...outside.settings } });
  const masterKeys = MasterKeys.parse(settings.masterKeys);
  const empty = sandbox.snapshot();
  const grants = [...empty.grants];
  const accessTokens = { ...empty.accessTokens };
  const refreshTokens = { ...empty.refreshTokens };
  const tenants = Array.from({ length: organisations }, (_, index) => tenantId(index));
  await using database = await made.open();
  for (const id of tenants) {
    const [grantId, partnerId] = [newId(), newId()];
    const [access, refresh] = [`access-${id}`, `refresh-${id}`];
    const account = { userid: id, email: `${id}@example.com`, name: id, company_name: id };
    grants.push({ id: grantId, account, issuedAt: dateTimeOf(made.clock.now()) });
    accessTokens[hash(access)] = { grantId, expiresAt: made.clock.now() + 86_400_000 };
    refreshTokens[hash(refresh)] = grantId;
    const tokens = {
      accessToken: new Secret(access),
      refreshToken: new Secret(refresh),
      expiresAt: made.clock.now() + 86_400_000,
    };
    const sealed = await sealGrant(masterKeys, { tenantId: id, partnerId, grantId }, grantOf(tokens));
    await database.write(id, async (tx) => {
      await insertTenant(tx, { displayName: id, subscriptionState: 'active', intuneAccountId: id });
      await noteProvided(tx, 'TeamViewer');
      const connected = { onboardingStatus: 'onboarded', grant_id: grantId, connected_at: tx.now } as const;
      await insertPartner(tx, partner({ id: partnerId, connector: 'TeamViewer', ...connected }));
      const held = { state: 'held', account: null, obtained_at: tx.now, retired_at: null } as const;
      await insertGrant(tx, { ...sealed, ...held, id: grantId, partner_id: partnerId, connector: 'TeamViewer' });
    });
  }
  sandbox.restore({ ...empty, grants, accessTokens, refreshTokens });
  return tenants;
}

interface Shown {
  readonly walkedDateTime: string | null;
  readonly total: number;
  readonly proven: number;
  readonly waiting: number;
  readonly failing: number;
  readonly unconfirmed: number;
}

/** What is in use after everything that is not was collected, in bytes. */
function used(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

onEveryLastingDatabase('a severance of many organisations', (start, kind) => {
  test('forgets none, at a partner that throttles, killed in the middle, in flat memory', async (t) => {
    const organisations = Number(process.env.ORGANISATIONS ?? organisationsOn[kind.name]);
    await using lasting = await start();
    const { outside, made, turn } = lasting;
    const { sandbox } = outside;
    const tenants = await plant(outside, made, organisations);
    const settings = {
      ...lasting.settings,
      operatorTenant: outside.tenantId,
      throttling: 'off' as const,
    };
    // So long that it is left to the obligation, whose clock is turned; a shorter pause is made within the call, for real.
    const throttled = { kind: 'throttled', path: '/api/v1/*', retryAfter: 3 } as const;
    const revoked = () => sandbox.grants.filter(({ revokedAt }) => revokedAt !== undefined).length;

    await using first = await serveProcess(outside, settings);
    const headers = { Authorization: `Bearer ${await outside.token()}`, 'Content-Type': 'application/json' };
    sandbox.faults.add({ ...throttled, times: 30 });
    const severed = await fetch(`${first.origin}/assist/connectors/TeamViewer/sever`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ reason: 'Breach at the vendor', ticket: 'INC-9' }),
    });
    assert.equal(severed.status, 200, await severed.clone().text());
    const { value: id } = (await severed.json()) as { value: string };
    await waitFor('a part to be revoked', () => revoked() > organisations / 8, limitMs);
    first.kill('SIGKILL');
    assert.equal(await first.gone, 'SIGKILL', first.stderr());
    const before = revoked();
    assert.ok(before < organisations, 'killed in the middle');

    await using service = await serveHere(outside, settings);
    // As long as it holds: on a slow machine a token for each look would be most of what the heap grows by.
    let authorization = '';
    const ask = () => fetch(`${service.origin}/assist/severances/${id}`, { headers: { authorization } });
    const shown = async () => {
      let answer = await ask();
      if (answer.status === 401) {
        await answer.body?.cancel();
        authorization = `Bearer ${await outside.token()}`;
        answer = await ask();
      }
      assert.equal(answer.status, 200);
      return (await answer.json()) as Shown;
    };
    const throttledAt = [0.25, 0.5, 0.75].map((part) => part * organisations);
    let half: number | undefined;
    let mostWaiting = 0;
    const done = await waitFor(
      'every grant to be retired',
      async () => {
        // What the killed process had claimed is free when its lease has run out.
        await turn(5000);
        await service.obligations.idle();
        // So many at a time and no more: added by the clock, they would outnumber the few calls of the last that wait.
        if (revoked() >= (throttledAt[0] ?? Number.POSITIVE_INFINITY)) {
          throttledAt.shift();
          sandbox.faults.add({ ...throttled, times: 20 });
        }
        const severance = await shown();
        mostWaiting = Math.max(mostWaiting, severance.waiting);
        if (revoked() > organisations / 2) half ??= used();
        const isOver = severance.walkedDateTime !== null && severance.waiting === 0 && severance.failing === 0;
        return isOver ? severance : undefined;
      },
      limitMs,
    );
    const grown = used() - (half ?? 0);
    assert.equal(done.total, organisations);
    // What the killed process was just asking for proof of is not known any more, and is said.
    const { proven, unconfirmed } = done;
    t.diagnostic(
      `${before} before the kill; ${unconfirmed} unconfirmed; ${mostWaiting} waited at most; the heap grew by ${grown} bytes`,
    );
    assert.equal(proven + unconfirmed, organisations);
    assert.ok(unconfirmed <= slots, `${unconfirmed} unconfirmed`);
    assert.equal(sandbox.grants.filter(({ revokedBy }) => revokedBy === 'client').length, organisations);
    assert.ok(mostWaiting <= 150, 'the partner is not flooded');
    assert.ok(grown < 16 * 2 ** 20, `the heap grew by ${grown} bytes`);
    for (const tenant of tenants) {
      const kept = await service.database.read(tenant, async (db) => ({
        partners: await db.sql
          .selectFrom('remote_assistance_partners')
          .select('onboardingStatus')
          .where('tenant_id', '=', tenant)
          .execute(),
        disconnects: await db.sql.selectFrom('disconnects').selectAll().where('tenant_id', '=', tenant).execute(),
      }));
      assert.deepEqual(kept.partners, [{ onboardingStatus: 'notOnboarded' }], tenant);
      assert.deepEqual(
        kept.disconnects.map(({ kind: of, severanceId, ticket }) => [of, severanceId, ticket]),
        [['severance', id, 'INC-9']],
        'once',
      );
    }
  });
});
