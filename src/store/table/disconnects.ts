import { preparedInsert } from '../prepared.ts';
import type { DisconnectTable } from '../schema/record.ts';
import type { TenantTx } from '../tenant.ts';
import { actorCell } from './audit/actors.ts';
import type { Canonical } from './audit/canonical-json.ts';

/** A grant that a disconnect took. */
export interface DisconnectedGrant {
  readonly id: string;
  readonly partnerId: string;
  readonly partnerDisplayName: string | null;
  readonly connector: string;
}

/** A session that a disconnect ended. */
export interface DisconnectedSession {
  readonly id: string;
  readonly grantId: string;
  readonly deviceId: string;
  readonly deviceName: string | null;
}

export interface NewDisconnect extends Omit<DisconnectTable, 'tenant_id' | 'actor' | 'grants' | 'sessions'> {
  readonly actor: Canonical;
  readonly grants: readonly DisconnectedGrant[];
  readonly sessions: readonly DisconnectedSession[];
}

const insert = preparedInsert<'disconnects', Omit<DisconnectTable, 'tenant_id'>>('disconnects');

export function insertDisconnect(tx: TenantTx, disconnect: NewDisconnect): void {
  const { actor, grants, sessions } = disconnect;
  insert(tx, {
    ...disconnect,
    actor: actorCell(tx, actor, 'record'),
    grants: JSON.stringify(grants),
    sessions: JSON.stringify(sessions),
  });
}
