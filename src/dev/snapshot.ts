import { createHmac } from 'node:crypto';
import type { TurnableClock } from '../core/clock.ts';
import type { MasterKeys } from '../core/seal.ts';
import type { Database } from '../store/database.ts';
import { everyTenant } from '../store/every-tenant.ts';
import { noteDeviceTexts } from '../store/table/device-texts.ts';
import { copyTenant, replaceTenant, type TenantCopy } from '../store/table/tenant-copy.ts';
import type { DevelopmentDirectory } from './issuer/directory.ts';
import type { Sandbox, SandboxSnapshot } from './sandbox/sandbox.ts';

/** The whole state at one instant, as JSON: database, sandbox, clock, and who can sign in. Of tokens it holds what is sealed or hashed. */
export interface Snapshot {
  readonly version: 1;
  /** Tells apart the keys that grants are sealed with. */
  readonly sealedBy: string;
  /** Milliseconds by which the clock was ahead of the machine's. */
  readonly clockOffset: number;
  readonly directory: DevelopmentDirectory;
  /** By tenant id. */
  readonly tenants: Readonly<Record<string, TenantCopy>>;
  readonly sandbox: SandboxSnapshot;
}

/** What a snapshot is taken of. */
export interface Snapshotted {
  readonly database: Database;
  readonly sandbox: Sandbox;
  readonly clock: TurnableClock;
  readonly directory: DevelopmentDirectory;
  readonly masterKeys: MasterKeys;
}

export async function takeSnapshot(of: Snapshotted): Promise<Snapshot> {
  const tenants: Record<string, TenantCopy> = {};
  for await (const tenantId of everyTenant(of.database)) {
    tenants[tenantId] = await of.database.read(tenantId, copyTenant);
  }
  return {
    version: 1,
    sealedBy: markOf(of.masterKeys),
    clockOffset: of.clock.offset,
    directory: of.directory,
    tenants,
    sandbox: of.sandbox.snapshot(),
  };
}

/** Leaves in the database the tenants of `tenants` alone, as they are there. */
export async function replaceTenants(database: Database, tenants: Snapshot['tenants']): Promise<void> {
  const concerned = new Set(Object.keys(tenants));
  for await (const tenantId of everyTenant(database)) concerned.add(tenantId);
  for (const tenantId of concerned) {
    const copy = tenants[tenantId] ?? {};
    await database.write(tenantId, async (tx) => {
      await replaceTenant(tx, copy);
      await noteDeviceTexts(
        tx,
        (copy.managed_devices ?? []).map(({ id }) => String(id)),
      );
    });
  }
}

/** @throws RangeError when it is no snapshot, or one that cannot be used here. */
export function checkSnapshot(snapshot: Snapshot, masterKeys: MasterKeys): void {
  const { version, tenants, sandbox, directory } = snapshot;
  if (version !== 1 || !tenants || !sandbox || !directory) {
    throw new RangeError('this is no snapshot of assistd, version 1');
  }
  if (directory.users.some(({ roles }) => !Array.isArray(roles))) {
    throw new RangeError('this snapshot is of an assistd whose people had no roles: seed anew, and take another');
  }
  const sealed = Object.values(tenants).some(
    ({ grants = [], onboardings = [], presented_codes: codes = [] }) =>
      grants.length + onboardings.length + codes.length > 0,
  );
  if (sealed && snapshot.sealedBy !== markOf(masterKeys)) {
    throw new RangeError(
      'this snapshot holds grants that another assistd sealed: start both with the same masterKeys, or the same data folder and a kept database',
    );
  }
}

function markOf(masterKeys: MasterKeys): string {
  const key = masterKeys.get(masterKeys.currentId);
  return createHmac('sha256', key).update('assistd snapshot').digest('base64url').slice(0, 16);
}
