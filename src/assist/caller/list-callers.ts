import { selectPage } from '../../store/query/page.ts';
import { revokedCallerSource } from '../../store/table/revoked-callers.ts';
import type { Handler } from '../call.ts';

export const listCallers: Handler<'callers.list'> = ({ database }, { caller, query }) =>
  database.search(caller.tenantId, (db) => selectPage(db, revokedCallerSource, query));
