import type { Secret } from '../core/secret.ts';

/**
 * What a partner gave us when an administrator consented. It is sealed as one value, and nobody but its connector reads it; it
 * should be short.
 */
export interface Granted {
  readonly grant: Secret;
  /** Milliseconds since the epoch: from when on it is to be renewed before it is used. Absent where it does not age. */
  readonly renewAt?: number;
}

/** Whom a grant speaks for at the partner. */
export interface PartnerAccount {
  readonly id: string;
  readonly name?: string;
  readonly email?: string;
  readonly company?: string;
}
