import type { World } from '../harness/world.ts';

// What the service keeps behind its wire, for tests that ask whether something really stayed, or went.

/** The names of a tenant's audit events, oldest first, each with its result. */
export async function auditOf({ service, contoso }: Pick<World, 'service' | 'contoso'>): Promise<string[]> {
  const rows = await service.database.read(contoso, (db) =>
    db.sql
      .selectFrom('audit_events')
      .select(['activityType', 'activityResult'])
      .where('tenant_id', '=', contoso)
      .orderBy('sequence')
      .execute(),
  );
  return rows.map(({ activityType, activityResult }) => `${activityType}: ${activityResult}`);
}

export function grantsOf({ service, contoso }: Pick<World, 'service' | 'contoso'>) {
  return service.database.read(contoso, (db) =>
    db.sql.selectFrom('grants').selectAll().where('tenant_id', '=', contoso).orderBy('obtained_at').execute(),
  );
}

/** The obligations of one kind. */
export function obligationsOf({ service, contoso }: Pick<World, 'service' | 'contoso'>, kind: string) {
  return service.database.read(contoso, (db) =>
    db.sql
      .selectFrom('obligations')
      .selectAll()
      .where('tenant_id', '=', contoso)
      .where('kind', '=', kind)
      .orderBy('createdDateTime')
      .execute(),
  );
}
