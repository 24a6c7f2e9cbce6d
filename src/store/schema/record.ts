import type { Instant } from '../../core/clock.ts';
import type { Columns } from '../stored-entities.ts';

/* The tables of what is written down of what was done. */

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
