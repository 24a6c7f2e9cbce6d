import { obligationSource } from '../store/obligation-page.ts';
import { selectPage } from '../store/page.ts';
import type { Handler } from './call.ts';

export const listObligations: Handler<'obligations.list'> = ({ database }, { caller, query }) =>
  database.read(caller.tenantId, (db) => selectPage(db, obligationSource(db.dialect), query));
