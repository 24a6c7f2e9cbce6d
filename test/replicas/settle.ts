import assert from 'node:assert/strict';
import { listen } from '../../src/http/port/listen.ts';
import { activities } from '../../src/model/audit-activities.ts';
import type { RetirementProgress } from '../../src/obligations/progress.ts';
import { bindOptions, productionParts } from '../../src/production.ts';
import { type Service, startService } from '../../src/service.ts';
import { readSettings } from '../../src/settings/read.ts';
import type { SettingsInput } from '../../src/settings/schema.ts';
import { verifyAuditEvents } from '../../src/store/table/audit/audit-chain.ts';
import { silent } from '../harness/databases.ts';
import type { Books } from '../harness/keep-connecting.ts';
import type { Site } from '../harness/site.ts';
import { waitFor } from '../harness/wait-for.ts';

/**
 * One more replica, in this process, whose clock is turned past every lease that a killed one left; then everything that was
 * confirmed has to have happened, at the partner and in our own record of it.
 */
export async function settle(site: Site, books: Books, database: Partial<SettingsInput> = {}): Promise<void> {
  const settings = readSettings('serve', { environment: {}, flags: { ...site.settings, port: 0, ...database } });
  const listening = await listen(bindOptions(settings));
  await using service = await startService({ ...productionParts(settings, site.clock, silent), listening });
  await waitFor('everything owed to be done', async () => {
    site.clock.turn(61_000);
    await service.obligations.idle();
    const left = await Promise.all(site.tenantIds.map((tenantId) => unfinished(service, tenantId)));
    return left.every((count) => count === 0);
  });

  if (books.wrong.length > 0) assert.fail(`${books.wrong.join('\n')}\n${site.errors()}`);
  const retired = new Set<string>();
  let nameless = 0;
  for (const tenantId of site.tenantIds) {
    for (const account of await check(service, tenantId, books.disconnected.get(tenantId) ?? 0)) {
      if (account === undefined) nameless++;
      else retired.add(account);
    }
  }
  const { grants, sessions } = site.sandbox;
  const recorded = grants.filter(({ account }) => retired.has(account.email));
  assert.equal(recorded.length, retired.size, 'each grant that we have on record was given once');
  assert.deepEqual(
    recorded.filter(({ revokedBy }) => revokedBy !== 'client'),
    [],
    'each grant that our record says is revoked',
  );
  // A replica that is killed between the partner's answer and its commit takes what it was given with it.
  const unknown = grants.length - recorded.length - nameless;
  assert.ok(unknown <= books.cutConsents, `${unknown} grants not on record, ${books.cutConsents} consents cut off`);
  assert.deepEqual(
    sessions.filter(({ state }) => state === 'Open'),
    [],
  );
}

function unfinished({ database }: Service, tenantId: string): Promise<number> {
  return database.read(tenantId, async (db) => {
    const grants = db.sql.selectFrom('grants').select('id').where('tenant_id', '=', tenantId);
    const sessions = db.sql.selectFrom('sessions').select('id').where('tenant_id', '=', tenantId);
    const held = await grants.where('state', '!=', 'retired').execute();
    const going = await sessions.where('status', 'in', ['requested', 'open', 'closing']).execute();
    return held.length + going.length;
  });
}

/** @returns whom the tenant's grants spoke for at the partner, all of which our record says are revoked */
function check({ database }: Service, tenantId: string, confirmed: number): Promise<(string | undefined)[]> {
  return database.read(tenantId, async (db) => {
    assert.equal(
      (
        await verifyAuditEvents(
          (work) => work(db),
          (part) => part(),
        )
      ).intact,
      true,
    );
    const partners = db.sql.selectFrom('remote_assistance_partners').selectAll().where('tenant_id', '=', tenantId);
    for (const { onboardingStatus, grant_id } of await partners.execute()) {
      assert.deepEqual([onboardingStatus, grant_id], ['notOnboarded', null]);
    }
    const owed = db.sql.selectFrom('obligations').select(['subject', 'progress']).where('kind', '=', 'grant.retire');
    const nothing = new Set(
      (await owed.where('tenant_id', '=', tenantId).execute())
        .filter(({ progress }) => cameToNothing(JSON.parse(progress ?? '{}') as RetirementProgress))
        .map(({ subject }) => subject),
    );
    const stored = await db.sql.selectFrom('grants').selectAll().where('tenant_id', '=', tenantId).execute();
    // Whoever disconnected while a code was presented finds a grant of which nothing came.
    const grants = stored.filter(({ id }) => !nothing.has(id));
    assert.ok(grants.every(({ sealed_grant, wrapped_key }) => sealed_grant === null && wrapped_key === null));
    const events = await db.sql.selectFrom('audit_events').selectAll().where('tenant_id', '=', tenantId).execute();
    const named = ({ name }: { name: string }) => events.filter(({ activityType }) => activityType === name).length;
    assert.ok(named(activities.partnerDisconnected) >= confirmed, 'a confirmed disconnect is not on record');
    assert.equal(named(activities.grantRevoked), grants.length, 'each grant is revoked once on record');
    return grants.map(({ account }) =>
      account === null ? undefined : (JSON.parse(account) as { email: string }).email,
    );
  });
}

function cameToNothing({ steps = [] }: RetirementProgress): boolean {
  return steps.length === 0 || steps.some(({ name }) => name === 'nothingToRevoke');
}
