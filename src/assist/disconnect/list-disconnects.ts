import { selectPage } from '../../store/query/page.ts';
import { disconnectSource } from '../../store/table/disconnect-page.ts';
import type { Handler } from '../call.ts';
import { organisationOf } from './organisation.ts';
import { readDisconnects } from './read-disconnects.ts';

export const listDisconnects: Handler<'disconnects.list'> = ({ database }, call) =>
  database.search(organisationOf(call), async (db) => {
    const page = await selectPage(db, disconnectSource, call.query);
    const ids = page.rows.map(({ id }) => String(id));
    return { ...page, rows: await readDisconnects(db, ids, call.query.select) };
  });
