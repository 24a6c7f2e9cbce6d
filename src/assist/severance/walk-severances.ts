import { later } from '../../core/clock.ts';
import { dateTimeOf } from '../../edm/date-time.ts';
import type { SeveranceTable } from '../../store/schema/record.ts';
import { claimWalk, hasWalk, updateSeverance, walkLeaseMs } from '../../store/table/severances.ts';
import type { Assist } from '../assist.ts';
import { disconnect } from '../partner/disconnect.ts';
import { type Ending, endingsOf, grantsOf, isHeld } from '../partner/endings.ts';
import { readActor } from './actor.ts';

/** How often it is looked for a severance that nobody walks, in milliseconds. */
const lookMs = 1000;
/** How many organisations are disconnected between two looks at how the partner copes. */
const tenantsAtOnce = 20;
/** How many grants of a severance wait for their first attempt at most: what other organisations owe is not queued behind all of them. */
const mostWaiting = 100;
const pauseMs = 250;
/** After how long it goes on all the same where the partner gets nothing done, in milliseconds. */
const patienceMs = 10_000;

/**
 * Takes every organisation off the connectors that are severed, one replica at a time for each, until `stop`. It never rejects. How
 * far it is, is recorded after every batch; an organisation that is walked twice is disconnected once.
 */
export async function walkSeverances(assist: Assist, stop: AbortSignal): Promise<void> {
  const { operatorTenant, database, clock, log } = assist;
  while (operatorTenant !== undefined && !stop.aborted) {
    try {
      const waits = await database.read(operatorTenant, (db) => hasWalk(db));
      const severance = waits ? await database.write(operatorTenant, (tx) => claimWalk(tx)) : undefined;
      if (severance) await walk(assist, severance, stop);
    } catch (err) {
      log.warn({ err }, 'the walk of a severance was interrupted; it goes on when its lease has run out');
    }
    await clock.wait(lookMs, stop);
  }
}

async function walk(assist: Assist, severance: SeveranceTable, stop: AbortSignal): Promise<void> {
  const { clock, database, log } = assist;
  const { id, tenant_id: operatorTenant, connector } = severance;
  const record = (changes: { walked_to: string } | { over: true }) =>
    database.write(operatorTenant, (tx) =>
      updateSeverance(tx, id, {
        ...('over' in changes ? { walkedDateTime: dateTimeOf(tx.now) } : changes),
        leased_until: later(tx.now, stop.aborted ? 0 : walkLeaseMs),
      }),
    );
  // Up to here all are disconnected; from here on the walk begins anew where one could not be.
  let walkedTo = severance.walked_to;
  let isWhole = true;
  for (let after = walkedTo; !stop.aborted; ) {
    await room(assist, id, stop);
    const tenants = await database.tenants({ after, limit: tenantsAtOnce });
    for (const tenantId of tenants) {
      // One that cannot be, whose rows somebody holds, say, keeps none of the others from it.
      isWhole = (await isDisconnected(assist, tenantId, severance)) && isWhole;
      if (isWhole) walkedTo = tenantId;
    }
    const last = tenants.at(-1);
    if (last === undefined && isWhole) {
      await record({ over: true });
      log.info({ severance: id, connector }, 'every organisation is disconnected from the severed connector');
      return;
    }
    await record({ walked_to: walkedTo });
    after = last ?? walkedTo;
    if (last !== undefined) continue;
    isWhole = true;
    await clock.wait(lookMs, stop);
  }
}

async function isDisconnected(assist: Assist, tenantId: string, severance: SeveranceTable): Promise<boolean> {
  try {
    await disconnectFrom(assist, tenantId, severance);
    return true;
  } catch (err) {
    const { id, connector } = severance;
    assist.log.warn(
      { err, tenantId, severance: id, connector },
      'an organisation could not be disconnected from the severed connector; it is tried again behind the others',
    );
    return false;
  }
}

/** Waits until the partner has got on with what it was asked for. */
async function room({ database, clock }: Assist, severanceId: string, stop: AbortSignal): Promise<void> {
  const until = clock.elapsed() + patienceMs;
  while (!stop.aborted && clock.elapsed() < until) {
    if ((await database.severedGrants(severanceId)).waiting < mostWaiting) return;
    await clock.wait(pauseMs, stop);
  }
}

function disconnectFrom({ database }: Assist, tenantId: string, severance: SeveranceTable): Promise<void> {
  const { id, connector, reason, ticket, actor } = severance;
  return database.write(tenantId, async (tx) => {
    const endings = (await endingsOf(tx, connector)).filter((ending) => isToEnd(ending, id));
    if (endings.length === 0) return;
    const by = readActor(actor);
    await disconnect(tx, endings, {
      by,
      kind: 'severance',
      because: { reason, ticket },
      severanceId: id,
    });
  });
}

/** Whether there is a connection, or something left of an earlier one, that this severance has not met. */
function isToEnd(ending: Ending, severanceId: string): boolean {
  const { partner } = ending;
  if (isHeld(partner) && partner.onboardingStatus !== 'notOnboarded') return true;
  const met = new Set(ending.grants.filter((grant) => grant.severance_id === severanceId).map(({ id }) => id));
  const { taken, left } = grantsOf(ending);
  return [...taken, ...left].some(({ id }) => !met.has(id));
}
