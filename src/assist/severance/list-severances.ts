import { selectPage } from '../../store/query/page.ts';
import { severanceSource } from '../../store/table/severances.ts';
import type { Handler } from '../call.ts';
import { shownSeverance } from './severance.ts';

export const listSeverances: Handler<'severances.list'> = async (assist, { caller, query }) => {
  const page = await assist.database.search(caller.tenantId, (db) =>
    selectPage<{ readonly id: string }>(db, severanceSource, { ...query, select: undefined }),
  );
  return { ...page, rows: await Promise.all(page.rows.map((row) => shownSeverance(assist, row))) };
};
