import type { Faults } from './faults.ts';
import type { SandboxGrant } from './grants.ts';
import type { RecordedCall } from './record.ts';
import type { SandboxConnection, SandboxSession } from './sessions.ts';

/** What can be looked at and done behind the partner's wire. */
export interface SandboxControls {
  /** Every call of the partner's wire, in the order of the answers. */
  readonly record: readonly RecordedCall[];
  readonly grants: readonly SandboxGrant[];
  readonly sessions: readonly SandboxSession[];
  /** Newest first. */
  readonly connections: readonly SandboxConnection[];
  readonly faults: Faults;
  /** Whether a revocation ends all grants of the account, as a vendor may do it; false at first. */
  revokesWholeAccount: boolean;
  /** Somebody helps in a session for `minutes`, or until {@link hangUp}. @throws RangeError when it is not open */
  connect(code: string, supporter: string, minutes?: number): SandboxConnection;
  /** Whoever is inside leaves. */
  hangUp(connectionId: string): void;
  /** The grant is gone, and nobody told us. @throws RangeError when it is not in force */
  revokeBehindOurBack(grantId: string): void;
  /** Forgets everything but the registered app. */
  reset(): void;
}
