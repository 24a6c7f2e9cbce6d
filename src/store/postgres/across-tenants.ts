import type pg from 'pg';
import { believedAheadMs, type Clock } from '../../core/clock.ts';
import type { Database, TenantPage } from '../database.ts';
import type { KindsOwed } from '../table/due-obligations.ts';
import { type OpenObligations, type OpenObligationsRow, openObligationsOf } from '../table/open-obligations.ts';
import { type SeveredGrants, type SeveredGrantsRow, severedGrantsOf } from '../table/severances.ts';
import { serverMilliseconds } from './server-clock.ts';

type Query = <Row extends pg.QueryResultRow>(sql: string, parameters: readonly unknown[]) => Promise<Row[]>;

/** The server's time, turned by the milliseconds of a parameter. */
const until = (parameter: string) => `ceil(${serverMilliseconds} + ${parameter}::float8)::bigint`;

/** The looks across tenants, by functions of the owner of the tables: row-level security shows the service's role one tenant at a time. */
export class AcrossTenants implements Pick<Database, 'tenants' | 'dueTenants' | 'openObligations' | 'severedGrants'> {
  readonly #query: Query;
  readonly #clock: Clock;

  constructor(query: Query, clock: Clock) {
    this.#query = query;
    this.#clock = clock;
  }

  async tenants({ after, limit }: TenantPage): Promise<string[]> {
    const call = 'SELECT tenant FROM assistd_tenants($1, $2)';
    const rows = await this.#query<{ tenant: string }>(call, [after, limit]);
    return rows.map(({ tenant }) => tenant);
  }

  async dueTenants(
    { kinds, others }: KindsOwed,
    { after, limit }: TenantPage,
    resting: readonly string[] = [],
  ): Promise<string[]> {
    const call = `SELECT tenant FROM assistd_due_tenants_of($1, $2, ${until('$3')}, ${until('$4')}, $5, $6, $7)`;
    const { offset } = this.#clock;
    const times = [offset, offset + believedAheadMs];
    const rows = await this.#query<{ tenant: string }>(call, [kinds, others, ...times, after, limit, resting]);
    return rows.map(({ tenant }) => tenant);
  }

  async openObligations(): Promise<OpenObligations[]> {
    const rows = await this.#query<OpenObligationsRow>('SELECT * FROM assistd_open_obligations()', []);
    return rows.map(openObligationsOf);
  }

  async severedGrants(severanceId: string): Promise<SeveredGrants> {
    const call = 'SELECT * FROM assistd_severed_grants($1)';
    return severedGrantsOf(await this.#query<SeveredGrantsRow & pg.QueryResultRow>(call, [severanceId]));
  }
}
