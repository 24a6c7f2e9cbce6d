import type { Compilable, CompiledQuery, Kysely, QueryResult, Selectable } from 'kysely';
import type { Dialect, Schema } from './schema.ts';
import type { TenantDb, TenantTx } from './tenant.ts';
import { demandTenant } from './tenant-connection.ts';

type Cell = string | number | null;

class Placeholder {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** A statement of one dialect, and what is put in for each of its parameters. */
interface Statement {
  readonly name: string;
  readonly query: CompiledQuery;
  readonly slots: readonly (Placeholder | { readonly constant: unknown })[];
}

let made = 0;

type Build<Name extends string, Row> = (
  sql: Kysely<Schema>,
  placeholders: Readonly<Record<Name | 'tenantId', string>>,
  dialect: Dialect,
) => Compilable<Row>;

type Values<Name extends string> = Readonly<Record<Name, Cell>>;

/**
 * A query that is built and compiled once for each dialect and then only run, for what is on the path of every request. `build`
 * writes it with the placeholders it is given, one for each name, `tenantId` among them. On SQLite it gives the rows without a promise.
 */
export function prepared<Name extends string, Row>(
  names: readonly Name[],
  build: Build<Name, Row>,
): (db: TenantDb, values: Values<Name>) => Row[] | Promise<Row[]> {
  const run = statement(names, build);
  return (db, values) => {
    const result = run(db, values);
    return result instanceof Promise ? result.then(({ rows }) => rows) : result.rows;
  };
}

/** The same for a statement that changes rows; gives how many. */
export function preparedChange<Name extends string>(
  names: readonly Name[],
  build: Build<Name, unknown>,
): (tx: TenantTx, values: Values<Name>) => number | Promise<number> {
  const run = statement(names, build);
  return (tx, values) => {
    const result = run(tx, values);
    return result instanceof Promise ? result.then(changes) : changes(result);
  };
}

type Row<Table extends keyof Schema> = Omit<Selectable<Schema[Table]>, 'tenant_id'>;

/** Statements that add a row, one for each set of columns that are given. Callers have few such sets. */
export function preparedInsert<Table extends keyof Schema, Columns extends Partial<Row<Table>>>(
  table: Table,
): (tx: TenantTx, row: Columns) => number | Promise<number> {
  const statements = new Map<string, ReturnType<typeof preparedChange<string>>>();
  return (tx, row) => {
    const name = Object.keys(row).join();
    const known = statements.get(name);
    const insert =
      known ??
      preparedChange<string>(Object.keys(row), (sql, { tenantId, ...cells }) =>
        anyTable(sql)
          .insertInto(table)
          .values({ ...cells, tenant_id: tenantId }),
      );
    if (!known) statements.set(name, insert);
    return insert(tx, row as Values<string>);
  };
}

/** Statements that change the rows with some values, one for each set of columns that change together. Callers have few such sets. */
export function preparedUpdate<Table extends keyof Schema>(
  table: Table,
): (tx: TenantTx, where: Partial<Row<Table>>, changes: Partial<Row<Table>>) => number | Promise<number> {
  const statements = new Map<string, ReturnType<typeof preparedChange<string>>>();
  return (tx, where, changes) => {
    const [keys, columns] = [Object.keys(where), Object.keys(changes)];
    const name = `${keys} ${columns}`;
    const known = statements.get(name);
    const update =
      known ??
      preparedChange<string>([...keys.map(asKey), ...columns], (sql, { tenantId, ...cells }) => {
        const set = Object.fromEntries(columns.map((column) => [column, cells[column]]));
        const all = anyTable(sql)
          .updateTable(table as string)
          .set(set)
          .where('tenant_id', '=', tenantId);
        return keys.reduce((rows, key) => rows.where(key, '=', cells[asKey(key)]), all);
      });
    if (!known) statements.set(name, update);
    const values: Record<string, Cell> = { ...(changes as Values<string>) };
    for (const key of keys) values[asKey(key)] = (where as Values<string>)[key] as Cell;
    return update(tx, values);
  };
}

/** A column may be looked for by one value and get another. */
const asKey = (column: string) => `where ${column}`;

/** Here columns are names that the caller's types have looked at. */
function anyTable(sql: Kysely<Schema>): Kysely<Record<string, Record<string, unknown>>> {
  return sql as unknown as Kysely<Record<string, Record<string, unknown>>>;
}

function changes({ numAffectedRows }: QueryResult<unknown>): number {
  return Number(numAffectedRows ?? 0);
}

function statement<Name extends string, Row>(names: readonly Name[], build: Build<Name, Row>) {
  const compiled = new Map<Dialect, Statement>();
  return (db: TenantDb, values: Values<Name>): QueryResult<Row> | Promise<QueryResult<Row>> => {
    let found = compiled.get(db.dialect);
    if (!found) {
      found = compile(db, names, build);
      compiled.set(db.dialect, found);
    }
    const { name, query, slots } = found;
    const given: Readonly<Record<string, Cell>> = values;
    const parameters = slots.map((slot) => {
      if (!(slot instanceof Placeholder)) return slot.constant;
      return slot.name === 'tenantId' ? db.tenantId : given[slot.name];
    });
    return db.connection.executePrepared<Row>({ ...query, name, parameters });
  };
}

function compile<Name extends string, Row>(db: TenantDb, names: readonly Name[], build: Build<Name, Row>): Statement {
  // Kysely takes any object as a parameter's value, so a placeholder passes through the types as the text it stands for.
  const placeholders = Object.fromEntries(
    [...names, 'tenantId'].map((name) => [name, new Placeholder(name) as unknown as string]),
  ) as Record<Name | 'tenantId', string>;
  const query = build(db.sql, placeholders, db.dialect).compile();
  demandTenant(query, placeholders.tenantId);
  const slots = query.parameters.map((value) => (value instanceof Placeholder ? value : { constant: value }));
  return { name: `assistd_${++made}`, query, slots };
}
