import { findPartner } from '../../store/table/partners.ts';
import type { Handler } from '../call.ts';
import { found } from './partner.ts';

export const getPartner: Handler<'remoteAssistancePartners.get'> = async ({ database }, { caller, key }) =>
  found(await database.read(caller.tenantId, (db) => findPartner(db, key)), key);
