import type { Clock } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import type { MasterKeys } from '../core/seal.ts';
import type { VersionName } from '../edm/type.ts';
import type { ActionEnd } from '../model/device/device-actions.ts';
import type { PermissionGeneration } from '../model/permissions.ts';
import type { Connector } from '../partner/connector.ts';
import type { ReceiptKeys } from '../receipt/receipt-keys.ts';
import type { TimeStamping } from '../receipt/time-stamping.ts';
import type { Database } from '../store/database.ts';

/** Who belongs to organisations, where that is known here. */
export interface Directory {
  peopleOf(tenantId: string): readonly DirectoryPerson[];
  domainOf(tenantId: string): string | undefined;
}

export interface DirectoryPerson {
  readonly oid: string;
  readonly userPrincipalName: string;
  readonly displayName: string;
}

/** Asked once, when the action is. */
export type EndOfAction = (version: VersionName, deviceId: string, operation: string) => ActionEnd | undefined;

/** What every operation and duty works with; made once, in `service.ts`. */
export interface Assist {
  readonly database: Database;
  /** The configured connectors; the first is the default. */
  readonly connectors: readonly [Connector, ...Connector[]];
  readonly masterKeys: MasterKeys;
  /** What receipts are signed with. */
  readonly receiptKeys: ReceiptKeys;
  /** What gives receipts a time stamp; `undefined` where nothing does. */
  readonly timeStamping: TimeStamping | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** The origin in every link; `undefined` where it is that of each request. */
  readonly publicOrigin: string | undefined;
  /** The origin that browsers reach: `https://host:port`. */
  readonly origin: () => string;
  /** Who stands behind a consent: a person who signs in before, a caller who confirms afterwards, or nobody, in development. */
  readonly consentConfirmation: 'signIn' | 'action' | 'none';
  /** Where a partner sends the browser back to. */
  readonly redirectUri: () => string;
  /** How long consent is awaited, in milliseconds. */
  readonly onboardingLifetimeMs: number;
  /** How often a held grant is tried, in milliseconds. */
  readonly watchIntervalMs: number;
  /** How long a session stays open, in milliseconds; a day at most. */
  readonly sessionLifetimeMs: number;
  /** How long it is tried to open a session at a partner that cannot be reached, in milliseconds. */
  readonly sessionOpenLimitMs: number;
  /** How often the partner is asked about a session in which something happens, in milliseconds. */
  readonly sessionPollMs: number;
  /** The issuers that may speak for a tenant, as `iss` of their tokens has them but for the tenant's id. */
  readonly trustedIssuers: (tenantId: string) => string[];
  /** How a rehearsed action on a device is to end; `done` unless told. Nobody tells in production, where none is rehearsed. */
  readonly endOfAction: EndOfAction | undefined;
  /** `undefined` in production: people are the identity provider's. */
  readonly directory: Directory | undefined;
  /** The tenant whose callers administer the others; `undefined` where nobody does. */
  readonly operatorTenant: string | undefined;
  /** Which table of permissions counts. */
  readonly permissions: PermissionGeneration;
  /** How long audit events are kept, in milliseconds. */
  readonly auditRetentionMs: number;
  /** How long sessions that are over and obligations that are met are kept, in milliseconds. */
  readonly recordRetentionMs: number;
}

/** The connector of that name; a partner whose connector is no longer configured has none. */
export function connectorNamed(assist: Assist, name: string): Connector | undefined {
  return assist.connectors.find((connector) => connector.name === name);
}
