import { obligation } from '../../model/obligation.ts';
import { selectEntity } from '../../store/query/page.ts';
import { obligationSource } from '../../store/table/obligation-page.ts';
import type { Handler } from '../call.ts';
import { foundIn } from '../found.ts';

export const getObligation: Handler<'obligations.get'> = async ({ database }, { caller, key, query }) =>
  foundIn(
    obligation,
    await database.read(caller.tenantId, (db) => selectEntity(db, obligationSource(db.dialect), key, query.select)),
    key,
  );
