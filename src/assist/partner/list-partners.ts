import { remoteAssistancePartner } from '../../model/remote-assistance-partner.ts';
import { selectPage } from '../../store/query/page.ts';
import type { Handler } from '../call.ts';

export const listPartners: Handler<'remoteAssistancePartners.list'> = ({ database }, { caller, query }) =>
  database.search(caller.tenantId, (db) =>
    selectPage(db, { table: 'remote_assistance_partners', type: remoteAssistancePartner }, query),
  );
