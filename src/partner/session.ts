/** What a supporter can be given on a device. */
export type Access = 'desktop' | 'terminal' | 'files';

/** What the person at the device is asked before somebody is let in. */
export type ConsentPrompt =
  /** They have to say yes. */
  | 'ask'
  /** They are told. */
  | 'tell'
  | 'none';

/** How sessions are opened, as the settings of a connector say. The partner's own rules may demand more consent, never less. */
export interface SessionTerms {
  readonly access: readonly Access[];
  readonly consent: ConsentPrompt;
}

/** Whose sessions at a partner are meant: those that were opened with one grant. */
export interface GrantKey {
  readonly tenantId: string;
  readonly grantId: string;
}

/** Our own key for a session. It is kept by the partner in whatever form the connector finds room for. */
export interface SessionKey extends GrantKey {
  readonly sessionId: string;
}

/** The device that a session is for. */
export interface TargetDevice {
  /** Its id at the partner, where it was imported from there, or an administrator noted it on the device. */
  readonly partnerDeviceId: string | null;
  /** Its id here. */
  readonly id: string;
  readonly azureADDeviceId: string | null;
  readonly deviceName: string | null;
  readonly serialNumber: string | null;
}

/** A session to open at the partner. */
export interface NewSession {
  readonly key: SessionKey;
  readonly description: string;
  /** Whose session it is: customers of one account may have to be told apart there. */
  readonly organisation: { readonly id: string; readonly displayName: string | null };
  readonly device: TargetDevice;
  /** Who is to help, as the person at the device reads it; `null` where nobody is known. */
  readonly supporter: string | null;
  /** Absent where the partner decides. */
  readonly terms?: SessionTerms | undefined;
  /** Milliseconds since the epoch. */
  readonly validUntil: number;
  readonly endCustomer?: { readonly name?: string; readonly email?: string };
}

/** A session as the partner knows it. The two links are for two people and are never exchanged. */
export interface PartnerSession {
  /** What its connector finds it by; whoever has it may be able to join, so it is kept sealed. */
  readonly ref: string;
  readonly state: 'open' | 'closed';
  readonly supporterLink?: string;
  readonly endCustomerLink?: string;
  /** Milliseconds since the epoch. */
  readonly validUntil?: number;
}

/** One connection that was really made in a session: who helped, from when to when. */
export interface PartnerConnection {
  readonly id: string;
  readonly supporter?: string;
  readonly device?: string;
  /** What was used; absent where the partner does not tell. */
  readonly access?: Access;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt?: number;
}
