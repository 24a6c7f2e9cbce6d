import type { Job } from '../../obligations/duty.ts';
import type { RetirementProgress } from '../../obligations/progress.ts';
import { PartnerFailure } from '../../partner/connector.ts';
import type { Assist } from '../assist.ts';
import { type Access, openGrant, refreshed, withAccess } from '../grant/access.ts';
import type { Save } from './save.ts';

/**
 * A grant is an access and a refresh token, and revoking takes away the one that is sent; so it is done until neither works. After
 * a confirmation that an earlier attempt recorded, the proof comes first: the partner may answer a second revocation as it likes.
 * @throws PartnerFailure; `grantGone` when the refresh token is refused, which is the proof unless it may have been used up
 */
export async function revoke(
  assist: Assist,
  { tenantId, signal }: Job,
  { grant }: Access,
  save: Save,
  { revoked = false }: RetirementProgress,
): Promise<void> {
  for (let round = 0; round < 3; round++) {
    if (!revoked || round > 0) {
      const answer = await withAccess(
        assist,
        tenantId,
        grant.id,
        ({ connector, tokens }) => connector.revoke(tokens.accessToken, signal),
        'atHand',
      );
      await save({ revoked: true }, { name: 'revoke', detail: null, answer, resourceId: null });
    }
    const access = await openGrant(assist, tenantId, grant.id);
    if (!access) return;
    // Asked first, because it can be asked again when its answer is lost; a refresh can not.
    if (await access.connector.ping(access.tokens.accessToken, signal)) continue;
    if (!access.tokens.refreshToken) {
      const answer = 'the access token is not accepted any more';
      await save({}, { name: 'refusedWhenAskedAgain', detail: null, answer, resourceId: null });
      return;
    }
    // Throws `grantGone` where the refresh token went with the access token. Otherwise the new pair is stored, and next.
    await refreshed(assist, tenantId, access);
  }
  throw new PartnerFailure('broken', 'the partner confirms revocations, and goes on accepting the grant');
}
