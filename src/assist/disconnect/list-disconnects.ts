import { selectPage } from '../../store/query/page.ts';
import { disconnectSource } from '../../store/table/disconnect-page.ts';
import type { Handler } from '../call.ts';
import { readDisconnects } from './read-disconnects.ts';

export const listDisconnects: Handler<'disconnects.list'> = ({ database }, { caller, query }) =>
  database.search(caller.tenantId, async (db) => {
    const page = await selectPage(db, disconnectSource, query);
    const ids = page.rows.map(({ id }) => String(id));
    return { ...page, rows: await readDisconnects(db, ids) };
  });
