import type { Server, ServerOptions } from '../../../src/partner/meshcentral/server.ts';
import type { Account } from '../../../src/partner/meshcentral/sign-in.ts';

/** A MeshCentral with what a connection needs around it, real or not: what holds on one has to hold on the other. */
export interface Stage extends AsyncDisposable {
  readonly options: Pick<ServerOptions, 'url' | 'loginKey' | 'ca'>;
  readonly server: Server;
  /** Its site administrator, who is no operator for us. */
  readonly administrator: Account;
  /** Confined to a realm. */
  readonly operator: Account;
  /** Owns the device group. */
  readonly person: Account;
  readonly groupId: string;
  /** A device that is online in the group. */
  readonly deviceId: string;
}
