import type { Assist } from '../../assist/assist.ts';
import type { Call } from '../../assist/call.ts';
import { beginOnboarding } from '../../assist/consent/begin-onboarding.ts';
import { completeOnboarding } from '../../assist/consent/complete-onboarding.ts';
import { importManagedDevices } from '../../assist/device/import-managed-devices.ts';
import { requestRemoteAssistance } from '../../assist/device/request-remote-assistance.ts';
import { createPartner } from '../../assist/partner/create-partner.ts';
import { providePartners } from '../../assist/partner/provide-partners.ts';
import type { ScopeOf } from '../../assist/scope.ts';
import { derivedId, newId } from '../../core/id.ts';
import { model } from '../../model/model.ts';
import type { Decoded } from '../../odata/body/decode-value.ts';
import { parseQuery } from '../../odata/query.ts';
import { findPartner } from '../../store/table/partners.ts';
import { insertTenant, setSubscriptionState } from '../../store/table/tenants.ts';
import { type Seed, SeedInvalid, type SeedTenant } from './seed.ts';

/** As many as one import takes. */
const mostRecords = 1000;

/**
 * Puts into the database what of `seed` it does not have yet: a tenant that is there stays as it is. Partners are connected as
 * administrators connect them, by consent at the sandbox and through the operations, so that everything behind them is real.
 *
 * @throws SeedInvalid where a partner cannot be connected
 */
export async function plantSeed(assist: Assist, seed: Seed): Promise<void> {
  for (const tenant of seed.tenants) {
    const { tenantId, displayName, subscriptionState } = tenant;
    const isNew = await assist.database.write(tenantId, async (tx) => {
      const inserted = await insertTenant(tx, { displayName, subscriptionState: 'active', intuneAccountId: tenantId });
      await providePartners(assist, tx);
      return inserted;
    });
    if (!isNew) continue;
    for (const partner of tenant.partners) await plantPartner(assist, tenant, partner);
    for (let start = 0; start < tenant.devices.length; start += mostRecords) {
      const devices = tenant.devices.slice(start, start + mostRecords);
      await importManagedDevices(assist, { ...callOf(tenantId, ''), parameters: { devices } });
    }
    for (const device of tenant.sessions) await requestRemoteAssistance(assist, callOf(tenantId, device));
    if (subscriptionState !== 'active') {
      await assist.database.write(tenantId, (tx) => setSubscriptionState(tx, subscriptionState));
    }
  }
}

async function plantPartner(
  service: Assist,
  { tenantId }: SeedTenant,
  { displayName, onboardingStatus, account }: SeedTenant['partners'][number],
): Promise<void> {
  // Nobody is there to stand behind what a seed says.
  const assist: Assist = { ...service, consentConfirmation: 'none' };
  const provided = derivedId(tenantId, displayName);
  const id = (await findIn(assist, tenantId, provided))
    ? provided
    : (await createPartner(assist, callOf(tenantId, '', { displayName }))).id;
  if (onboardingStatus === 'notOnboarded') return;
  await beginOnboarding(assist, callOf(tenantId, id));
  if (onboardingStatus === 'onboarding') return;
  const partner = await findIn(assist, tenantId, id);
  const consent = new URL(partner?.onboardingUrl ?? '');
  consent.searchParams.set('consent', 'allow');
  if (account !== undefined) consent.searchParams.set('email', account);
  const back = await fetch(consent, { redirect: 'manual' });
  const query = URL.parse(back.headers.get('location') ?? '')?.searchParams;
  const answer = (name: string) => query?.get(name) ?? null;
  const outcome = await completeOnboarding(assist, {
    state: answer('state'),
    code: answer('code'),
    error: answer('error'),
    browser: undefined,
  });
  if (outcome.kind !== 'connected') {
    throw new SeedInvalid('the seed', [`partners: ${displayName} cannot be connected: ${outcome.kind}`]);
  }
}

function findIn(assist: Assist, tenantId: string, id: string) {
  return assist.database.read(tenantId, (db) => findPartner(db, id));
}

/** Who the audit trail says did it. */
function callOf(tenantId: string, key: string, body: Decoded = {}): Call<ScopeOf<'organisation'>> {
  const requestId = newId();
  return {
    caller: {
      tenantId,
      kind: 'application',
      subject: 'seed',
      permissions: new Set(),
      applicationId: undefined,
      applicationDisplayName: 'assistd seed',
      userPrincipalName: undefined,
      issuer: 'seed',
    },
    scope: { kind: 'organisation' },
    client: { requestId, correlationId: requestId, address: undefined, origin: 'http://localhost' },
    version: 'beta',
    key,
    pathParameters: {},
    query: parseQuery('', { resource: model.remoteAssistancePartners, version: 'beta', kind: 'action' }),
    format: { metadata: 'minimal', longsAsText: false },
    hidden: new Set(),
    body,
    parameters: {},
  };
}
