import { disconnect } from '../../model/disconnect.ts';
import type { TenantDb } from '../../store/tenant.ts';
import type { Handler } from '../call.ts';
import { foundIn } from '../found.ts';
import { organisationOf } from './organisation.ts';
import { readDisconnects, type Told } from './read-disconnects.ts';

export const getDisconnect: Handler<'disconnects.get'> = ({ database }, call) =>
  database.read(organisationOf(call), (db) => findDisconnect(db, call.key, call.query.select));

/** The disconnect, or the 404 that says which one is missing. */
export async function findDisconnect(db: TenantDb, id: string, select?: readonly string[]): Promise<Told> {
  const [found] = await readDisconnects(db, [id], select);
  return foundIn(disconnect, found, id);
}
