import type { Sandbox } from '../connector/sandbox/sandbox.ts';
import type { TurnableClock } from '../core/clock.ts';
import type { DevelopmentIssuer } from '../identity/development/issuer.ts';
import type { Service } from '../service.ts';
import type { RequestFaults } from './request-faults.ts';
import type { RequestLog } from './request-log.ts';
import type { Seed } from './seed.ts';
import type { Snapshot } from './snapshot.ts';

/** What can be looked at and done behind the wire while people test against it. */
export interface World {
  /** `http://localhost:…` */
  readonly origin: string;
  readonly tlsOrigin: string | undefined;
  /** The certificate of the development CA, PEM, for clients that cannot read the data folder. */
  readonly authorityCertificate: string | undefined;
  /** The one that answers now; a reset puts another in its place, behind the same ports. */
  readonly service: Service;
  readonly issuer: DevelopmentIssuer;
  readonly sandbox: Sandbox;
  readonly clock: TurnableClock;
  readonly requests: RequestLog;
  readonly faults: RequestFaults;
  /** Everything as `seed` says, which from now on is what a reset goes back to. @throws SeedInvalid */
  seed(seed: Seed): Promise<void>;
  /** Database, sandbox and clock as they were when the seed was planted; no faults, and an empty request log. */
  reset(): Promise<void>;
  snapshot(): Promise<Snapshot>;
  /** Database, sandbox, clock and directory as `snapshot` has them. @throws RangeError when it cannot be used here. */
  restore(snapshot: Snapshot): Promise<void>;
}
