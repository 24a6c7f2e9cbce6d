import { createHash } from 'node:crypto';
import type { Compilable, CompiledQuery, Kysely, QueryResult, Selectable } from 'kysely';
import type { Soon } from '../core/soon.ts';
import type { Dialect, Schema } from './schema.ts';
import type { TenantDb, TenantTx } from './tenant.ts';
import { demandTenant, type PreparedQuery } from './tenant-connection.ts';

type Cell = string | number | null;

class Placeholder {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** A statement of one dialect, and what puts in its parameters. */
interface Statement {
  readonly name: string;
  readonly query: CompiledQuery;
  readonly parametersOf: (values: Values<string>, tenantId: string) => unknown[];
}

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
): (db: TenantDb, values: Values<Name>) => Soon<Row[]> {
  const bind = statement(names, build);
  return (db, values) => {
    const result = db.connection.executePrepared<Row>(bind(db, values));
    return result instanceof Promise ? result.then(({ rows }) => rows) : result.rows;
  };
}

/** The first of the rows that were found. */
export function theOnly<Row>(rows: Soon<readonly Row[]>): Soon<Row | undefined> {
  return rows instanceof Promise ? rows.then(([row]) => row) : rows[0];
}

/** The same for a statement that changes rows; gives how many. */
export function preparedChange<Name extends string>(
  names: readonly Name[],
  build: Build<Name, unknown>,
): (tx: TenantTx, values: Values<Name>) => Soon<number> {
  const bind = statement(names, build);
  return (tx, values) => count(tx, bind(tx, values));
}

function count(tx: TenantTx, query: PreparedQuery): Soon<number> {
  const changes = ({ numAffectedRows }: QueryResult<unknown>) => Number(numAffectedRows ?? 0);
  const result = tx.connection.executePrepared(query);
  return result instanceof Promise ? result.then(changes) : changes(result);
}

type Row<Table extends keyof Schema> = Omit<Selectable<Schema[Table]>, 'tenant_id'>;

/** Adds rows; nobody waits for it, and a failure is that of the transaction. */
export function preparedInsert<Table extends keyof Schema, Columns extends Partial<Row<Table>>>(
  table: Table,
): (tx: TenantTx, row: Columns) => void {
  const forColumns = statements((columns) => ({
    names: columns,
    build: (sql, { tenantId, ...cells }) =>
      anyTable(sql)
        .insertInto(table)
        .values({ ...cells, tenant_id: tenantId }),
  }));
  return (tx, row) => tx.connection.sendPrepared(forColumns(Object.keys(row))(tx, row as Values<string>));
}

/** Changes the row of an id, or of a table that has one row for each tenant. */
export interface PreparedUpdate<Table extends keyof Schema> {
  /** Gives how many there were. */
  count(tx: TenantTx, id: string, changes: Partial<Row<Table>>): Soon<number>;
  /** Nobody waits for it, and a failure is that of the transaction. */
  send(tx: TenantTx, id: string | undefined, changes: Partial<Row<Table>>): void;
}

export function preparedUpdate<Table extends keyof Schema>(table: Table): PreparedUpdate<Table> {
  const ofTenant = (sql: Kysely<Schema>, tenantId: string, columns: readonly string[], cells: Values<string>) =>
    anyTable(sql)
      .updateTable(table as string)
      .set(Object.fromEntries(columns.map((column) => [column, cells[column]])))
      .where('tenant_id', '=', tenantId);
  const everyRow = statements((columns) => ({
    names: columns,
    build: (sql, { tenantId, ...cells }) => ofTenant(sql, tenantId as string, columns, cells),
  }));
  const oneRow = statements((columns) => ({
    names: ['id', ...columns],
    build: (sql, { tenantId, id, ...cells }) => ofTenant(sql, tenantId as string, columns, cells).where('id', '=', id),
  }));
  const bound = (tx: TenantTx, id: string | undefined, changes: object) => {
    const values = changes as Values<string>;
    const forColumns = (id === undefined ? everyRow : oneRow)(Object.keys(changes));
    return forColumns(tx, id === undefined ? values : { ...values, id });
  };
  return {
    count: (tx, id, changes) => count(tx, bound(tx, id, changes)),
    send: (tx, id, changes) => tx.connection.sendPrepared(bound(tx, id, changes)),
  };
}

/** One statement for each set of columns that are written together. Callers have few such sets. */
function statements(
  make: (columns: readonly string[]) => { readonly names: readonly string[]; readonly build: Build<string, unknown> },
) {
  const made: { readonly columns: readonly string[]; readonly bind: Bind<string> }[] = [];
  return (columns: readonly string[]): Bind<string> => {
    const known = made.find((each) => areSame(each.columns, columns));
    if (known) return known.bind;
    const { names, build } = make(columns);
    const bind = statement(names, build);
    made.push({ columns, bind });
    return bind;
  };
}

function areSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, index) => name === other[index]);
}

/** Here columns are names that the caller's types have looked at. */
function anyTable(sql: Kysely<Schema>): Kysely<Record<string, Record<string, unknown>>> {
  return sql as unknown as Kysely<Record<string, Record<string, unknown>>>;
}

type Bind<Name extends string> = (db: TenantDb, values: Values<Name>) => PreparedQuery;

function statement<Name extends string, Row>(names: readonly Name[], build: Build<Name, Row>): Bind<Name> {
  const compiled = new Map<Dialect, Statement>();
  return (db: TenantDb, values: Values<Name>): PreparedQuery => {
    let found = compiled.get(db.dialect);
    if (!found) {
      found = compile(db, names, build);
      compiled.set(db.dialect, found);
    }
    const { name, query, parametersOf } = found;
    return { ...query, name, parameters: parametersOf(values, db.tenantId) };
  };
}

function compile<Name extends string, Row>(db: TenantDb, names: readonly Name[], build: Build<Name, Row>): Statement {
  // Kysely takes any object as a parameter's value, so a placeholder passes through the types as the text it stands for.
  const placeholders = Object.fromEntries(
    [...names, 'tenantId'].map((name) => [name, new Placeholder(name) as unknown as string]),
  ) as Record<Name | 'tenantId', string>;
  const query = build(db.sql, placeholders, db.dialect).compile();
  demandTenant(query, placeholders.tenantId);
  return { name: nameOf(query.sql), query, parametersOf: binder(query.parameters) };
}

/** Made as a function for each statement, as rows are: to ask of each parameter what it is takes as long as a short statement. */
function binder(parameters: readonly unknown[]): Statement['parametersOf'] {
  const values = parameters.map((parameter, index) => {
    if (!(parameter instanceof Placeholder)) return `constants[${index}]`;
    return parameter.name === 'tenantId' ? 'tenantId' : `values[${JSON.stringify(parameter.name)}]`;
  });
  const bind = new Function('constants', 'values', 'tenantId', `return [${values.join(', ')}];`);
  return (given, tenantId) => bind(parameters, given, tenantId);
}

/** Of its text, so that behind a pooler that gives connections from hand to hand no name ever stands for another statement. */
function nameOf(sql: string): string {
  return `assistd_${createHash('sha256').update(sql).digest('hex').slice(0, 32)}`;
}
