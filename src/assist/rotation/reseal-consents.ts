import { SealBroken, wrappedUnder } from '../../core/seal.ts';
import { listOnboardings, replaceVerifier } from '../../store/table/onboardings.ts';
import { listPresentedCodes, replaceCode } from '../../store/table/presented-codes.ts';
import type { Assist } from '../assist.ts';
import { openCode, openVerifier, sealCode, sealVerifier } from '../grant/consent-seal.ts';

/**
 * After a rotation of the master key: seals anew what consents need that are awaited, or whose outcome is not known yet. Without it they
 * could not be finished once the older key is gone. One that is taken meanwhile is left alone; whoever took it seals under the current key.
 */
export async function resealConsents(assist: Assist, tenantId: string): Promise<('resealed' | 'broken')[]> {
  const { database, masterKeys, log } = assist;
  const { onboardings, codes } = await database.read(tenantId, async (db) => ({
    onboardings: await listOnboardings(db),
    codes: await listPresentedCodes(db),
  }));
  const stale = <T extends { readonly wrapped_key: string; readonly partner_id: string }>(
    rows: readonly T[],
    reseal: (row: T) => Promise<void>,
  ) =>
    rows
      .filter(({ wrapped_key }) => wrappedUnder(wrapped_key) !== masterKeys.currentId)
      .map(async (row): Promise<'resealed' | 'broken'> => {
        try {
          await reseal(row);
          return 'resealed';
        } catch (error) {
          if (!(error instanceof SealBroken)) throw error;
          const fields = { tenantId, partnerId: row.partner_id, reason: error.message };
          log.error(fields, 'what a consent needs does not open: begin to connect again');
          return 'broken';
        }
      });
  return Promise.all([
    ...stale(onboardings, async (row) => {
      const sealed = await sealVerifier(masterKeys, tenantId, row, await openVerifier(masterKeys, tenantId, row));
      await database.write(tenantId, (tx) => replaceVerifier(tx, row, sealed));
    }),
    ...stale(codes, async (row) => {
      const sealed = await sealCode(masterKeys, tenantId, row, await openCode(masterKeys, tenantId, row));
      await database.write(tenantId, (tx) => replaceCode(tx, row.id, sealed));
    }),
  ]);
}
