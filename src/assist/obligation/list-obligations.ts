import { selectPage } from '../../store/query/page.ts';
import { obligationSource } from '../../store/table/obligation-page.ts';
import type { Handler } from '../call.ts';

export const listObligations: Handler<'obligations.list'> = ({ database }, { caller, query }) =>
  database.search(caller.tenantId, (db) => selectPage(db, obligationSource(db.dialect), query));
