import type { ColumnType, Generated } from 'kysely';
import type { Instant } from '../core/clock.ts';
import type { ObligationKind } from '../model/obligation.ts';
import type { Columns } from './stored-entities.ts';

export type Dialect = 'sqlite' | 'postgres';

/**
 * The tables, as SQL has them. Columns that stand on the wire are made from the model and carry the wire's names and values: dates
 * are canonical text (`edm/date-time.ts`), enumerations member names, structures JSON text. Our own columns are declared here, in
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

export interface RemoteAssistanceSettingsTable extends Columns<'remote_assistance_settings'> {
  tenant_id: string;
}

export interface PartnerTable extends Columns<'remote_assistance_partners'> {
  tenant_id: string;
  /** The configured connector that this partner is bound to. */
  connector: string;
  /** The grant that is in force; `null` when there is none. */
  grant_id: string | null;
  connected_at: Instant | null;
  /** JSON: who consented. */
  connected_by: string | null;
  created_at: Instant;
}

/** The connectors that a tenant was given a partner for, so that one that was deleted since does not come back. */
export interface ProvidedPartnerTable {
  tenant_id: string;
  connector: string;
}

export interface OnboardingTable {
  tenant_id: string;
  partner_id: string;
  state_hash: string;
  wrapped_key: string;
  sealed_verifier: string;
  expires_at: Instant;
  /** JSON: who asked. */
  requested_by: string;
  requested_at: Instant | null;
  /** SHA-256 of the secret in the cookie of the browser that went on to the partner; `null` until one did. */
  browser_hash: string | null;
  /** JSON: the person with the right who stands behind the consent that this browser brings; `null` where nobody has signed in for it. */
  confirmed_by: string | null;
}

/** A code that was presented to the partner, until what came of it is committed. */
export interface PresentedCodeTable {
  tenant_id: string;
  /** That of the grant to be. */
  id: string;
  partner_id: string;
  connector: string;
  /** Of the state that it came with, which it is sealed for. */
  state_hash: string;
  wrapped_key: string;
  sealed_verifier: string;
  sealed_code: string;
  /** JSON: who asked. */
  requested_by: string;
  /** JSON: who stands behind it, as in the onboarding. */
  confirmed_by: string | null;
  presented_at: Instant;
  /** The app that it was given to, and the page that it came back to: it is bound to both. `null` where an older release kept it. */
  client_id: string | null;
  redirect_uri: string | null;
}

/**
 * An `offered` grant is an account that was made for us, and that nobody has taken anything for yet. A `parked` one was consented to, and
 * nobody with the right stands behind it yet. No partner has either, and nothing opens a session with it.
 */
export type GrantState = 'presented' | 'offered' | 'parked' | 'held' | 'retiring' | 'retired';

export interface GrantTable {
  tenant_id: string;
  id: string;
  partner_id: string;
  connector: string;
  state: GrantState;
  wrapped_key: string | null;
  /** The master key that `wrapped_key` is under. */
  key_id: string | null;
  /** What the partner gave, one value that its connector alone reads; of a grant older than schema version 30, JSON of sealed members. */
  sealed_grant: string | null;
  /** From when on it is to be renewed before it is used; `null` where it does not age. */
  renew_at: Instant | null;
  /** JSON: whom the grant speaks for at the partner. */
  account: string | null;
  /** JSON: who began the onboarding that it came of, while it is parked. */
  requested_by: string | null;
  obtained_at: Instant;
  retired_at: Instant | null;
  /** Until when one replica alone may ask the partner to renew it; of one that is offered, until when its account may just be made. */
  refresh_until: Generated<Instant | null>;
  /** Since when a renewal was asked for whose outcome is not known: what is sealed may be used up. `null` otherwise. */
  refresh_asked_at: Generated<Instant | null>;
  /** What is missing of what was accepted, as the partner says; `null` where nothing is. */
  narrowed: Generated<string | null>;
  /** Of a retired grant: why the partner may still have it in force. `null` otherwise. */
  unconfirmed: Generated<string | null>;
  /** Counts the changes of the sealed columns, so that who renewed it sees whether somebody else did before. */
  revision: Generated<number>;
  /** The severance that took it, if one did; of several the latest. */
  severance_id: Generated<string | null>;
  /** The others, a space apart. */
  severed_before: Generated<string | null>;
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

export interface ManagedDeviceTable extends Columns<'managed_devices'> {
  tenant_id: string;
  /** `userPrincipalName` in lower case, because a path to a user's devices may write it in any. */
  upn_lower: string | null;
  user_key: string | null;
}

/** How many devices a tenant has, so that nobody counts a million rows to say so. */
export interface ManagedDeviceCountTable {
  tenant_id: string;
  devices: number;
}

/** A device that a partner lists. */
export interface PartnerDeviceTable {
  tenant_id: string;
  partner_id: string;
  /** The partner's own id. */
  partner_device_id: string;
  /** Which of ours it is. */
  device_id: string;
  /** JSON: the values that ours has from this partner; `null` where another source told of it first, and has all the say. */
  said: string | null;
  listed_at: Instant;
}

export interface SessionTable extends Omit<Columns<'sessions'>, 'linkGivenTo'> {
  tenant_id: string;
  linkGivenTo: Generated<string>;
  /** The grant that it is opened with; under its data key the three sealed columns are. */
  grant_id: string;
  /** Who asked, as tokens name them: a person or an application, and the client that it was asked with. */
  requester_subject: string | null;
  requester_application: string | null;
  /** Until when a call to the partner that opens it may be under way; `null` when none is. */
  opening_until: Instant | null;
  /** What the person at the device answered when they were asked; `null` where they were not, or nobody knows. */
  consent_answer: Generated<'given' | 'refused' | null>;
  consent_answered_at: Generated<Instant | null>;
  /** How many calls to open it were announced: of more than one, each may have opened one. */
  openings: Generated<number>;
  /** The partner's own identifier: whoever has it can join. */
  sealed_code: string | null;
  sealed_supporter_link: string | null;
  sealed_end_user_link: string | null;
}

/** That a caller was given a link of a session. */
export interface GivenLinkTable {
  tenant_id: string;
  session_id: string;
  /** `delegated` or `application`, and the subject; `client`, and the id of the program that they used; of a `launch`, what makes its address good for once. */
  caller: string;
  /** `launch`: an address of ours that leads on to the supporter's link was followed. */
  link: 'supporter' | 'endUser' | 'launch';
  given_at: Instant;
}

/** An event of the trail; `sequence` counts 1, 2, 3 … in each tenant, without a gap. */
export interface AuditEventTable extends Columns<'audit_events'> {
  tenant_id: string;
  previous_hash: string;
}

/** Where the chain of a tenant's audit events ends and, once events were pruned, where it begins. */
export interface AuditHeadTable {
  tenant_id: string;
  /** Of the newest event; 0 before the first. */
  sequence: number;
  hash: string;
  /** Of the newest event that was pruned; 0 before the first. */
  anchor_sequence: number;
  anchor_hash: string;
  /** The key of `mac`; `null` while no event of the trail has a hash with a key. */
  mac_key_id: string | null;
  /** The keyed hash of this row, so that nobody without the key sets it. */
  mac: string | null;
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

/** One disconnect of an organisation: from one partner, from all, or because a connector was severed. */
export interface DisconnectTable extends Columns<'disconnects'> {
  tenant_id: string;
  /** JSON: the grants that it took, each as `DisconnectedGrant`. */
  grants: string;
  /** JSON: what was asked for or open, each as `DisconnectedSession`. */
  sessions: string;
}

/** A key that receipts are signed with; its public half stays for ever. */
export interface ReceiptKeyTable {
  tenant_id: string;
  /** Counts 1, 2, 3 …; the newest signs. */
  generation: number;
  /** The thumbprint of the public half (RFC 7638). */
  kid: string;
  /** JSON: the public half (RFC 7517). */
  public_jwk: string;
  /** The master key that `wrapped_key` is under; `null`, as the two that follow, once the private half is destroyed. */
  key_id: string | null;
  wrapped_key: string | null;
  sealed_private: string | null;
  created_at: Instant;
  retired_at: Instant | null;
}

/** A severance belongs to the operator's organisation. */
export interface SeveranceTable extends Columns<'severances'> {
  tenant_id: string;
  /** JSON: the caller and the client that severed it. */
  actor: string;
  /** The last organisation that was disconnected, in the order of their ids. */
  walked_to: string;
  /** Until when one replica alone walks. */
  leased_until: Instant;
}

/** Which connectors are severed: rows of the operator's organisation, which every organisation sees. */
export interface SeveredConnectorTable {
  tenant_id: string;
  connector: string;
  severance_id: string;
}

/** Whose tokens do not count any more, where they were issued before. */
export interface RevokedCallerTable extends Columns<'revoked_callers'> {
  tenant_id: string;
}
