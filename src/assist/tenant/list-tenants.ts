import type { Database } from '../../store/database.ts';
import { everyTenant } from '../../store/every-tenant.ts';
import type { TenantTable } from '../../store/schema.ts';
import { findTenant } from '../../store/table/tenants.ts';
import type { Handler } from '../call.ts';
import { shownTenant } from './tenant.ts';

/** Each organisation is read by itself, because no statement reads the rows of two. */
export const listTenants: Handler<'tenants.list'> = async (assist, { query }) => {
  const { database } = assist;
  const counted = query.count ? { count: await count(database) } : {};
  if (query.pageSize === 0) return { rows: [], ...counted };
  const after = query.after?.id ?? (await lastSkipped(database, query.skip));
  const ids = after === undefined ? [] : await database.tenants({ after, limit: query.pageSize + 1 });
  const more = ids.length > query.pageSize;
  const rows: TenantTable[] = [];
  for (const id of ids.slice(0, query.pageSize)) {
    const row = await database.read(id, findTenant);
    if (row) rows.push(row);
  }
  const last = ids[query.pageSize - 1];
  return {
    rows: rows.map((row) => shownTenant(assist, row)),
    ...counted,
    ...(more && last && { next: { values: [], id: last } }),
  };
};

/** The id that the page starts after; `undefined` when everything is skipped. */
async function lastSkipped(database: Database, skip: number): Promise<string | undefined> {
  if (skip === 0) return '';
  let passed = 0;
  for await (const id of everyTenant(database)) if (++passed === skip) return id;
  return undefined;
}

async function count(database: Database): Promise<number> {
  let found = 0;
  for await (const _ of everyTenant(database)) found += 1;
  return found;
}
