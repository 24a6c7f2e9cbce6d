import type { Secret } from '../../core/secret.ts';
import type { Connector } from '../../partner/connector.ts';
import type { Granted } from '../../partner/granted.ts';
import { nothingGiven } from '../../partner/onboarding.ts';
import { PartnerFailure } from '../../partner/partner-failure.ts';
import {
  claimRefresh,
  type RefreshClaim,
  refreshLeaseMs,
  releaseRefresh,
  replaceRenewed,
} from '../../store/table/grant-refresh.ts';
import { findGrant, type Grant } from '../../store/table/grants.ts';
import { retryWhileUnavailable } from '../../store/unavailable.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import { type Assist, connectorNamed } from '../assist.ts';
import { openSealedGrant, ownerOf, resealGrant } from './grant-seal.ts';

/** A grant with what the partner gave, open, for as long as one call to the partner takes. */
export interface Access {
  readonly connector: Connector;
  readonly grant: Grant;
  /** What its connector alone reads. */
  readonly secret: Secret;
}

const pollMs = 100;

/** A grant as it is stored; `undefined` when it is destroyed, unknown, or its connector is not configured, or is another product now. */
export async function openGrant(assist: Assist, tenantId: string, grantId: string): Promise<Access | undefined> {
  const grant = await assist.database.read(tenantId, (db) => findGrant(db, grantId));
  const connector = grant && connectorNamed(assist, grant.connector);
  if (!connector) return undefined;
  const secret = await openSealedGrant(assist.masterKeys, ownerOf(tenantId, grant), grant);
  if (!secret) return undefined;
  // Of what gave nothing nothing is left anywhere, whatever the connector has become.
  const isReadable = connector.isOwn(secret) || secret.reveal() === nothingGiven;
  return isReadable ? { connector, grant, secret } : undefined;
}

/** A `fresh` grant is renewed when it is old by our clock; one `atHand` only when the partner refuses it. */
export type GrantAge = 'fresh' | 'atHand';

/**
 * Calls the partner with a grant: renews one that is old, and once more when the partner refuses it all the same.
 * @throws PartnerFailure; `grantGone` when the partner no longer knows the grant, or what we have of it.
 */
export async function withAccess<T>(
  assist: Assist,
  tenantId: string,
  grantId: string,
  use: (access: Access) => Promise<T>,
  age: GrantAge = 'fresh',
): Promise<T> {
  let access = await opened(assist, tenantId, grantId);
  const { renew_at } = access.grant;
  if (age === 'fresh' && access.connector.renew && renew_at !== null && renew_at <= assist.clock.now()) {
    access = await renewed(assist, tenantId, access);
  }
  try {
    return await use(access);
  } catch (error) {
    if (!(error instanceof PartnerFailure) || error.reason !== 'unauthorized') throw error;
    if (!access.connector.renew) {
      const cause = { cause: error };
      throw new PartnerFailure('grantGone', sentence('notRenewable'), cause);
    }
    return use(await renewed(assist, tenantId, access));
  }
}

async function opened(assist: Assist, tenantId: string, grantId: string): Promise<Access> {
  const access = await openGrant(assist, tenantId, grantId);
  if (access) return access;
  const grant = await assist.database.read(tenantId, (db) => findGrant(db, grantId));
  // Its partner was not asked, and another replica, or the next start, may know the connector: nothing is lost by that.
  if (grant && grant.sealed_grant !== null)
    throw new PartnerFailure('unreachable', sentence('notConfigured', { connector: grant.connector }));
  throw new PartnerFailure('grantGone', sentence('destroyed'));
}

/**
 * The grant anew, asked for once however many need it: within this process by a shared promise, among replicas by a lease on the
 * row. It is stored before anybody uses it, because the partner may already have withdrawn the old one.
 */
async function renewed(assist: Assist, tenantId: string, stale: Access): Promise<Access> {
  const flights = flightsOf(assist);
  const key = `${tenantId}/${stale.grant.id}/${stale.grant.revision}`;
  const flight = flights.get(key) ?? renewOnce(assist, tenantId, stale).finally(() => flights.delete(key));
  flights.set(key, flight);
  return flight;
}

const allFlights = new WeakMap<Assist, Map<string, Promise<Access>>>();

function flightsOf(assist: Assist): Map<string, Promise<Access>> {
  const flights = allFlights.get(assist) ?? new Map<string, Promise<Access>>();
  allFlights.set(assist, flights);
  return flights;
}

async function renewOnce(assist: Assist, tenantId: string, stale: Access): Promise<Access> {
  const { id, revision } = stale.grant;
  let claim: RefreshClaim | undefined;
  while (!claim) {
    claim = await assist.database.write(tenantId, (tx) => claimRefresh(tx, id, revision));
    if (claim) break;
    const current = await opened(assist, tenantId, id);
    if (current.grant.revision !== revision) return current;
    await assist.clock.wait(pollMs);
  }
  const granted = await askToRenew(assist, tenantId, stale, claim);
  if (granted) await store(assist, tenantId, stale, granted);
  return opened(assist, tenantId, id);
}

/** `undefined` when somebody else has renewed it meanwhile. */
async function askToRenew(
  assist: Assist,
  tenantId: string,
  { grant, connector, secret }: Access,
  { behindMark }: RefreshClaim,
): Promise<Granted | undefined> {
  try {
    return await connector.renew?.(secret);
  } catch (error) {
    const unused = error instanceof PartnerFailure && error.undone && !behindMark;
    await assist.database.write(tenantId, (tx) => releaseRefresh(tx, grant.id, grant.revision, unused));
    if (error instanceof PartnerFailure && error.reason === 'grantGone') {
      // What was renewed before is refused: what a lost answer or another replica stored counts, not this refusal.
      const current = await assist.database.read(tenantId, (db) => findGrant(db, grant.id));
      if (current && current.revision !== grant.revision) return undefined;
    }
    throw error;
  }
}

/**
 * Stores what was renewed. While another replica may not ask, a database that is away is waited for: the partner has withdrawn what was
 * there before, and nobody else has this.
 */
async function store(assist: Assist, tenantId: string, { grant, connector }: Access, granted: Granted): Promise<void> {
  const { id, revision, wrapped_key: wrapped } = grant;
  if (wrapped === null) throw new PartnerFailure('grantGone', sentence('destroyed'));
  const sealed = await resealGrant(assist.masterKeys, ownerOf(tenantId, grant), wrapped, granted);
  const until = assist.clock.elapsed() + refreshLeaseMs;
  const replace = () => assist.database.write(tenantId, (tx) => replaceRenewed(tx, id, revision, sealed));
  if (await retryWhileUnavailable(replace, { clock: assist.clock, until: () => until, pauseMs: 1000 })) return;
  const current = await assist.database.read(tenantId, (db) => findGrant(db, id));
  // The retirement has given up on a grant that is in force all the same: nobody has this but us, now.
  if (current?.state === 'retired') await connector.revoke(granted.grant);
}
