import { severance } from '../../model/severance.ts';
import { selectEntity } from '../../store/query/page.ts';
import { severanceSource } from '../../store/table/severances.ts';
import type { Handler } from '../call.ts';
import { foundIn } from '../found.ts';
import { shownSeverance } from './severance.ts';

export const getSeverance: Handler<'severances.get'> = async (assist, { caller, key }) => {
  const row = await assist.database.read(caller.tenantId, (db) =>
    selectEntity<{ readonly id: string }>(db, severanceSource, key),
  );
  return shownSeverance(assist, foundIn(severance, row, key));
};
