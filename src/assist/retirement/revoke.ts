import type { Job } from '../../obligations/duty.ts';
import type { RetirementProgress } from '../../obligations/progress.ts';
import type { Connector } from '../../partner/connector.ts';
import { PartnerFailure } from '../../partner/partner-failure.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import type { Assist } from '../assist.ts';
import { type Access, withAccess } from '../grant/access.ts';
import type { Save } from './save.ts';

/**
 * Revokes a grant until the partner says that it is gone: what revoking takes away may be less than what was given, one token of
 * two, say. After a confirmation that an earlier attempt recorded, the proof comes first: the partner may answer a second revocation as
 * it likes.
 * @throws PartnerFailure; `grantGone` when a renewal is refused, which is the proof unless what it was asked with may have been used up
 */
export async function revoke(
  assist: Assist,
  { tenantId, subject, signal }: Job,
  { capabilities }: Connector,
  save: Save,
  { revoked = false }: RetirementProgress,
): Promise<void> {
  if (!capabilities.revokes) {
    await save({}, { name: 'nothingToRevoke', detail: sentence('nothingToTakeBack') });
    return;
  }
  for (let round = 0; round < 3; round++) {
    let refusal: PartnerFailure | undefined;
    if (!revoked || round > 0) {
      const revoking = ({ connector, secret }: Access) => connector.revoke(secret, signal);
      try {
        const answer = await withAccess(assist, tenantId, subject, revoking, 'atHand');
        await save({ revoked: true }, { name: 'revoke', answer });
      } catch (error) {
        if (!isRefusal(error)) throw error;
        refusal = error;
        await save({}, { name: 'revocationRefused', answer: error.message });
      }
    }
    // Asked before a renewal, because it can be asked again when its answer is lost; a renewal can not.
    const checking = ({ connector, secret }: Access) => connector.check(secret, signal);
    const standing = await withAccess(assist, tenantId, subject, checking, 'atHand');
    if (standing.kind !== 'gone' && refusal) throw refusal;
    if (standing.kind !== 'gone') continue;
    await save({}, { name: 'refusedWhenAskedAgain', answer: standing.because });
    return;
  }
  throw new PartnerFailure('broken', sentence('goesOnAccepting'));
}

/** What a partner answers to a revocation after one whose answer was lost is its own: whether the grant is gone, it is asked. */
function isRefusal(error: unknown): error is PartnerFailure {
  return error instanceof PartnerFailure && (error.reason === 'refused' || error.reason === 'forbidden');
}
