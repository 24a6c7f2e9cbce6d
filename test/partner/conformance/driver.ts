import type { Secret } from '../../../src/core/secret.ts';
import type { Connector } from '../../../src/partner/connector.ts';
import type { GrantKey, TargetDevice } from '../../../src/partner/session.ts';

/** A grant in force, and under which key its sessions are. */
export interface Held {
  readonly grant: Secret;
  readonly key: GrantKey;
}

/** A partner with the connector that speaks to it: what the suite needs to bring about, as people at the partner would. */
export interface Driver extends AsyncDisposable {
  readonly connector: Connector;
  /** Milliseconds since the epoch, as the partner sees it. */
  now(): number;
  /** An administrator consents: all of the onboarding, up to a grant in force. Each call gives another. */
  consent(): Promise<Held>;
  /** The partner's administrator takes the grant back; absent where there is nothing to take back. */
  withdraw?(held: Held): Promise<void>;
  /** A device that can be helped, as it is known here. */
  device(): Promise<TargetDevice>;
  /** Somebody helps in a session for a while, and leaves; absent where the partner does not tell. */
  help?(ref: string, supporter: string): Promise<void>;
  /** From here on the partner does not answer; absent where nobody is called. */
  vanish?(): Promise<void>;
}
