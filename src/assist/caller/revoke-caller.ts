import { canonicalId } from '../../core/guid.ts';
import { dateTimeOf } from '../../edm/date-time.ts';
import { activities } from '../../model/audit-activities.ts';
import { caller as callerType } from '../../model/caller.ts';
import { fail } from '../../model/failures.ts';
import { tenant } from '../../model/tenant.ts';
import { bindOnboarding, listOnboardings } from '../../store/table/onboardings.ts';
import { putRevokedCaller } from '../../store/table/revoked-callers.ts';
import { isMoved, lockTenant } from '../../store/table/tenants.ts';
import type { TenantTx } from '../../store/tenant.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import type { Assist } from '../assist.ts';
import { audit } from '../audit/audit.ts';
import { becauseOf, type Call, type Handler, requester } from '../call.ts';
import { isBehind } from '../consent/behind-consent.ts';
import { foundIn } from '../found.ts';
import { demandOperator } from '../scope.ts';
import { auditUnopened, beginClosingLive } from '../session/session.ts';
import { forget } from '../tenant/admission.ts';

const longestId = 256;

/**
 * Refuses the tokens that somebody has had until now, within a second on every replica, closes the sessions that they asked for, and lets no
 * consent count that they stand behind and that is still awaited.
 * Whoever can still sign in gets a new token: that is for the issuer to prevent.
 */
export const revokeCaller: Handler<'callers.revoke'> = async (assist, call) => {
  const tenantId = organisationOf(assist, call);
  const id = canonicalId(call.key);
  if (id.length > longestId) throw foundIn(callerType, undefined, `${id.slice(0, longestId)}…`);
  const because = becauseOf(call);
  await assist.database.write(tenantId, async (tx) => {
    // Held, so that whoever is given something at this moment is given it before, or finds that they are revoked.
    if (isMoved(foundIn(tenant, await lockTenant(tx), tenantId))) {
      const problem = sentence('revokeElsewhere');
      throw fail('conflict', { problem, target: 'tenantId' });
    }
    await putRevokedCaller(tx, { id, revokedBy: requester(call), ...because });
    const withdrawn = await withdrawConfirmations(tx, id);
    const closing = await beginClosingLive(tx, 'callerRevoked', id);
    await auditUnopened(tx, call, closing, 'callerRevoked');
    await audit(tx, call, {
      activity: activities.callerRevoked,
      resource: { id, displayName: null },
      changes: [
        { name: 'TokensIssuedBefore', from: null, to: dateTimeOf(tx.now) },
        { name: 'SessionsClosing', from: null, to: closing.length },
        { name: 'ConfirmationsWithdrawn', from: null, to: withdrawn },
        { name: 'Reason', from: null, to: because.reason },
        { name: 'Ticket', from: null, to: because.ticket },
      ],
    });
  });
  forget(assist, tenantId);
};

/** Their browser goes on to no partner and brings no consent, until somebody else confirms. @returns how many there were */
async function withdrawConfirmations(tx: TenantTx, id: string): Promise<number> {
  const theirs = (await listOnboardings(tx)).filter(({ confirmed_by }) => isBehind(id, confirmed_by));
  for (const { partner_id, state_hash } of theirs) {
    await bindOnboarding(tx, partner_id, state_hash, { browser_hash: null, confirmed_by: null });
  }
  return theirs.length;
}

/** @throws `operatorOnly` where it is another organisation than the caller's, and the caller is no operator's */
function organisationOf(assist: Assist, { caller, parameters }: Pick<Call, 'caller' | 'parameters'>): string {
  const named = (parameters.tenantId ?? caller.tenantId) as string;
  if (named !== caller.tenantId) demandOperator(assist, caller);
  return named;
}
