import { Failure } from '../../core/failure.ts';
import type { Secret } from '../../core/secret.ts';
import { type Connector, PartnerFailure, type Tokens } from '../../partner/connector.ts';
import {
  claimRefresh,
  type RefreshClaim,
  refreshLeaseMs,
  releaseRefresh,
  replaceTokens,
} from '../../store/table/grant-refresh.ts';
import { findGrant, type Grant } from '../../store/table/grants.ts';
import { type Assist, connectorNamed } from '../assist.ts';
import { openTokens, ownerOf, resealTokens } from './grant-seal.ts';

/** A grant with its tokens open, for as long as one call to the partner takes. */
export interface Access {
  readonly connector: Connector;
  readonly grant: Grant;
  readonly tokens: Tokens;
}

/** Tokens are refreshed this long before they expire, so that a call does not start with one that ends under way. */
const earlyMs = 60_000;
const pollMs = 100;

/** The tokens of a grant as they are stored; `undefined` when it is destroyed, unknown, or its connector is not configured. */
export async function openGrant(assist: Assist, tenantId: string, grantId: string): Promise<Access | undefined> {
  const grant = await assist.database.read(tenantId, (db) => findGrant(db, grantId));
  const connector = grant && connectorNamed(assist, grant.connector);
  if (!connector) return undefined;
  const tokens = await openTokens(assist.masterKeys, ownerOf(tenantId, grant), grant);
  return tokens && { connector, grant, tokens };
}

/** `fresh` tokens are refreshed when they have expired by our clock; those `atHand` only when the partner refuses them. */
export type TokenAge = 'fresh' | 'atHand';

/**
 * Calls the partner with a valid access token: refreshes one that has expired, and once more when the partner refuses it all the
 * same. @throws PartnerFailure; `grantGone` when the partner no longer knows the grant, or the tokens that we have of it.
 */
export async function withAccess<T>(
  assist: Assist,
  tenantId: string,
  grantId: string,
  use: (access: Access) => Promise<T>,
  age: TokenAge = 'fresh',
): Promise<T> {
  let access = await opened(assist, tenantId, grantId);
  const { expiresAt, refreshToken } = access.tokens;
  if (age === 'fresh' && refreshToken && expiresAt !== undefined && expiresAt - earlyMs <= assist.clock.now()) {
    access = await refreshed(assist, tenantId, access);
  }
  try {
    return await use(access);
  } catch (error) {
    if (!(error instanceof PartnerFailure) || error.reason !== 'unauthorized') throw error;
    if (!access.tokens.refreshToken)
      throw new PartnerFailure('grantGone', 'the partner refuses the token, and there is none to renew it with', {
        cause: error,
      });
    return use(await refreshed(assist, tenantId, access));
  }
}

async function opened(assist: Assist, tenantId: string, grantId: string): Promise<Access> {
  const access = await openGrant(assist, tenantId, grantId);
  if (access) return access;
  throw new PartnerFailure('grantGone', 'the grant is destroyed, or its connector is not configured');
}

/**
 * A new pair of tokens, asked for once however many need it: within this process by a shared promise, among replicas by a lease on
 * the row. The pair is stored before anybody uses it, because the partner may already have withdrawn the old one.
 */
export async function refreshed(assist: Assist, tenantId: string, stale: Access): Promise<Access> {
  const flights = flightsOf(assist);
  const key = `${tenantId}/${stale.grant.id}/${stale.grant.revision}`;
  const flight = flights.get(key) ?? refreshOnce(assist, tenantId, stale).finally(() => flights.delete(key));
  flights.set(key, flight);
  return flight;
}

const allFlights = new WeakMap<Assist, Map<string, Promise<Access>>>();

function flightsOf(assist: Assist): Map<string, Promise<Access>> {
  const flights = allFlights.get(assist) ?? new Map<string, Promise<Access>>();
  allFlights.set(assist, flights);
  return flights;
}

async function refreshOnce(assist: Assist, tenantId: string, stale: Access): Promise<Access> {
  const { id, revision } = stale.grant;
  let claim: RefreshClaim | undefined;
  while (!claim) {
    claim = await assist.database.write(tenantId, (tx) => claimRefresh(tx, id, revision));
    if (claim) break;
    const current = await opened(assist, tenantId, id);
    if (current.grant.revision !== revision) return current;
    await assist.clock.wait(pollMs);
  }
  const tokens = await askForTokens(assist, tenantId, stale, claim);
  if (tokens) await store(assist, tenantId, stale, tokens);
  return opened(assist, tenantId, id);
}

/** `undefined` when somebody else has renewed the pair meanwhile. */
async function askForTokens(
  assist: Assist,
  tenantId: string,
  stale: Access,
  { behindMark }: RefreshClaim,
): Promise<Tokens | undefined> {
  const { grant, connector } = stale;
  const refreshToken = stale.tokens.refreshToken as Secret;
  try {
    const tokens = await connector.refresh(refreshToken);
    return { refreshToken, ...tokens };
  } catch (error) {
    const unused = error instanceof PartnerFailure && error.undone && !behindMark;
    await assist.database.write(tenantId, (tx) => releaseRefresh(tx, grant.id, grant.revision, unused));
    if (error instanceof PartnerFailure && error.reason === 'grantGone') {
      // A refresh token that was used before is refused: what a lost answer or another replica stored counts, not this refusal.
      const current = await assist.database.read(tenantId, (db) => findGrant(db, grant.id));
      if (current && current.revision !== grant.revision) return undefined;
    }
    throw error;
  }
}

/**
 * Stores a new pair. While another replica may not ask, a database that is away is waited for: the partner has withdrawn the old
 * pair, and nobody else has this one.
 */
async function store(assist: Assist, tenantId: string, { grant, connector }: Access, tokens: Tokens): Promise<void> {
  const { id, revision, wrapped_key: wrapped } = grant;
  if (wrapped === null) throw new PartnerFailure('grantGone', 'the grant is destroyed');
  const sealed = await resealTokens(assist.masterKeys, ownerOf(tenantId, grant), wrapped, tokens);
  const until = assist.clock.elapsed() + refreshLeaseMs;
  for (;;) {
    try {
      const replaced = await assist.database.write(tenantId, (tx) => replaceTokens(tx, id, revision, sealed));
      if (replaced) return;
      break;
    } catch (error) {
      const away = error instanceof Failure && error.kind === 'unavailable';
      if (!away || assist.clock.elapsed() >= until) throw error;
      await assist.clock.wait(1000);
    }
  }
  const current = await assist.database.read(tenantId, (db) => findGrant(db, id));
  // The retirement has given up on a grant that is in force all the same: nobody has this pair but us, now.
  if (current?.state === 'retired') await connector.revoke(tokens.accessToken);
}
