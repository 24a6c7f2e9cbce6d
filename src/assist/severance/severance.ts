import type { SeveredGrants } from '../../store/table/severances.ts';
import type { Assist } from '../assist.ts';

/** A severance as the contract shows it: its row, and how far it is at this moment. */
export async function shownSeverance<Row extends { readonly id: string }>({ database }: Assist, row: Row) {
  const grants = await database.severedGrants(row.id);
  const total = totalOf(grants);
  const walked = 'walkedDateTime' in row && row.walkedDateTime !== null;
  return { ...row, ...grants, total, isDone: walked && grants.proven === total };
}

function totalOf({ proven, waiting, failing, unconfirmed }: SeveredGrants): number {
  return proven + waiting + failing + unconfirmed;
}
