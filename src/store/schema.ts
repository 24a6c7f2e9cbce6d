import type { ColumnType, Generated } from 'kysely';
import type { Instant } from '../core/clock.ts';
import type { ObligationKind } from '../model/obligation.ts';
import type {
  GrantTable,
  OnboardingTable,
  PartnerTable,
  PresentedCodeTable,
  ProvidedPartnerTable,
  RemoteAssistanceSettingsTable,
} from './schema/connection.ts';
import type {
  GivenLinkTable,
  ManagedDeviceCountTable,
  ManagedDeviceTable,
  PartnerDeviceTable,
  SessionTable,
} from './schema/device.ts';
import type {
  AuditEventTable,
  AuditHeadTable,
  DisconnectTable,
  ReceiptKeyTable,
  SeveranceTable,
  SeveredConnectorTable,
} from './schema/record.ts';
import type { Columns } from './stored-entities.ts';

export type Dialect = 'sqlite' | 'postgres';

/**
 * The tables, as SQL has them. Columns that stand on the wire are made from the model and carry the wire's names and values: dates
 * are canonical text (`edm/date-time.ts`), enumerations member names, structures JSON text. Our own columns are declared here and in `schema/`, in
 * snake_case, their times instants: whole milliseconds since the epoch.
 */
export interface Schema {
  readonly tenants: TenantTable;
  readonly remote_assistance_settings: RemoteAssistanceSettingsTable;
  readonly remote_assistance_partners: PartnerTable;
  readonly provided_partners: ProvidedPartnerTable;
  readonly onboardings: OnboardingTable;
  readonly presented_codes: PresentedCodeTable;
  readonly grants: GrantTable;
  readonly managed_devices: ManagedDeviceTable;
  readonly managed_device_counts: ManagedDeviceCountTable;
  readonly partner_devices: PartnerDeviceTable;
  readonly sessions: SessionTable;
  readonly given_links: GivenLinkTable;
  readonly obligations: ObligationTable;
  readonly audit_events: AuditEventTable;
  readonly audit_heads: AuditHeadTable;
  readonly request_windows: RequestWindowTable;
  readonly disconnects: DisconnectTable;
  readonly receipt_keys: ReceiptKeyTable;
  readonly severances: SeveranceTable;
  readonly severed_connectors: SeveredConnectorTable;
  readonly revoked_callers: RevokedCallerTable;
  readonly repeated_requests: RepeatedRequestTable;
}

export interface TenantTable extends Columns<'tenants'> {
  tenant_id: string;
  created_at: Instant;
  /** `null` while it is not suspended. */
  suspended_at: Instant | null;
}

export type ObligationStatus = 'due' | 'done' | 'cancelled';

export interface ObligationTable extends Omit<Columns<'obligations'>, 'attempts' | 'kind' | 'unconfirmedReason'> {
  tenant_id: string;
  /** Of a row that a later release has written it may be a kind that this one does not know. */
  kind: ColumnType<string, ObligationKind, never>;
  status: ObligationStatus;
  attempts: Generated<number>;
  unconfirmedReason: Generated<string | null>;
  /** Whose partner it calls; `null` where it calls none, or nobody knows. */
  connector: Generated<string | null>;
  /** 1 when a person asked for the next attempt, which calls also a partner that rests. */
  probe: Generated<0 | 1>;
  /** When the next attempt is planned; of one that is running, when that was. */
  nextAttemptDateTime: string;
  /** JSON, without secrets. */
  payload: string;
  /** JSON: the steps that are behind. */
  progress: string | null;
  /** When a runner may take it: the next attempt, or the end of the lease of the runner that has it. */
  due_at: Instant;
  /** When `due_at` was decided; 0 of what an older release wrote. */
  planned_at: Generated<Instant>;
  /** One value for each claim; `null` while nobody has it. */
  lease_owner: string | null;
  /** Attempts that failed since the last one that did not. */
  failures: Generated<number>;
  /** When the first of these failed. */
  failing_since: Generated<Instant | null>;
  /** Counts how often it was owed, so that what is owed during an attempt is not taken as done by it. */
  revision: Generated<number>;
}

/** What a request with a `client-request-id` made, so that the same sent again makes nothing more. */
export interface RepeatedRequestTable {
  tenant_id: string;
  /** A hash of who asked for what, and of the id. */
  request_key: string;
  resource_id: string;
  made_at: Instant;
}

/** How many requests were drawn on a budget, where replicas share it: in a window that slides, by halves. */
export interface RequestWindowTable {
  tenant_id: string;
  budget: string;
  /** Which half is the current one: its beginning, in windows since the epoch. */
  period: number;
  /** Drawn in the half before. */
  earlier: number;
  current: number;
}

/** Whose tokens do not count any more, where they were issued before. */
export interface RevokedCallerTable extends Columns<'revoked_callers'> {
  tenant_id: string;
}
