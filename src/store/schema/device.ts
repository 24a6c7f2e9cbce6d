import type { Generated } from 'kysely';
import type { Instant } from '../../core/clock.ts';
import type { Columns } from '../stored-entities.ts';

/* The tables of devices, and of sessions on them. */

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
