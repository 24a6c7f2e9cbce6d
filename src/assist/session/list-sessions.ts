import { selectPage } from '../../store/query/page.ts';
import { sessionSource } from '../../store/table/sessions.ts';
import type { Handler } from '../call.ts';

export const listSessions: Handler<'sessions.list'> = ({ database }, { caller, query }) =>
  database.search(caller.tenantId, (db) => selectPage(db, sessionSource, query));
