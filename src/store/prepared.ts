import type { Compilable, CompiledQuery, Kysely } from 'kysely';

import type { Dialect, Schema } from './schema.ts';
import type { TenantDb } from './tenant.ts';

class Placeholder {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/**
 * A query that is built and compiled once for each dialect and then only run, for reads on the path of every request. `build`
 * writes it with the placeholders it is given, one for each name, `tenantId` among them.
 */
export function prepared<Name extends string, Row>(
  names: readonly Name[],
  build: (sql: Kysely<Schema>, placeholders: Readonly<Record<Name | 'tenantId', string>>) => Compilable<Row>,
): (db: TenantDb, values: Readonly<Record<Name, string | number | null>>) => Promise<Row[]> {
  const compiled = new Map<Dialect, CompiledQuery<Row>>();
  return async (db, values) => {
    let query = compiled.get(db.dialect);
    if (!query) {
      // Kysely takes any object as a parameter's value, so a placeholder passes through the types as the text it stands for.
      const placeholders = Object.fromEntries(
        [...names, 'tenantId'].map((name) => [name, new Placeholder(name) as unknown as string]),
      ) as Record<Name | 'tenantId', string>;
      query = build(db.sql, placeholders).compile();
      compiled.set(db.dialect, query);
    }
    const all: Readonly<Record<string, string | number | null>> = { ...values, tenantId: db.tenantId };
    const parameters = query.parameters.map((value) => (value instanceof Placeholder ? all[value.name] : value));
    const result = await db.sql.executeQuery<Row>({ ...query, parameters });
    return result.rows;
  };
}
