import type { Generated } from 'kysely';
import type { Instant } from '../../core/clock.ts';
import type { Columns } from '../stored-entities.ts';

/* The tables of what connects an organisation with a partner. */

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
