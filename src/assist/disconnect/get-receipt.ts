import { newId } from '../../core/id.ts';
import { programVersion } from '../../core/version.ts';
import { disconnect } from '../../model/disconnect.ts';
import { encodeEntity } from '../../odata/encode.ts';
import { finalType, interimType, type ReceiptClaims } from '../../receipt/claims.ts';
import { readAuditHead } from '../../store/table/audit/audit-head.ts';
import { findTenant } from '../../store/table/tenants.ts';
import type { Handler } from '../call.ts';
import { findDisconnect } from './get-disconnect.ts';
import { organisationOf } from './organisation.ts';
import type { Told } from './read-disconnects.ts';
import { isOver } from './retirement.ts';

export const getReceipt: Handler<'disconnects.receipt'> = async (assist, call) => {
  const { client, key } = call;
  const tenantId = organisationOf(call);
  const read = await assist.database.read(tenantId, async (db) => {
    const told = await findDisconnect(db, key);
    // The end of the trail last, so that no event that the disconnect tells of is behind it.
    return { told, head: await readAuditHead(db), tenant: await findTenant(db) };
  });
  const { head, told, tenant } = read;
  const final = isOver(told.status);
  const claims: Omit<ReceiptClaims, 'timeStamp'> = {
    iss: assist.publicOrigin ?? client.origin,
    sub: told.id,
    iat: Math.floor(assist.clock.now() / 1000),
    jti: newId(),
    service: `assistd ${programVersion()}`,
    final,
    organisation: { id: tenantId, displayName: tenant?.displayName ?? null },
    disconnect: asAnswered(told),
    trail: { sequence: head.sequence, hash: head.hash },
  };
  const timeStamp = final && assist.timeStamping ? await assist.timeStamping(claims, 'a receipt') : null;
  return assist.receiptKeys.sign(final ? finalType : interimType, { ...claims, timeStamp } satisfies ReceiptClaims);
};

/** As `GET /assist/disconnects/{id}` shows it, so that the two can be compared. */
function asAnswered(told: Told): ReceiptClaims['disconnect'] {
  const shape = {
    type: disconnect,
    version: 'assist',
    select: undefined,
    hidden: new Set<string>(),
    metadata: 'none',
    single: true,
    written: [],
    longsAsText: false,
  } as const;
  const text = encodeEntity(told, { ...shape, root: '', contextPath: 'disconnects', singleton: false });
  return JSON.parse(text) as ReceiptClaims['disconnect'];
}
