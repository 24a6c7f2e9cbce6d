import assert from 'node:assert/strict';
import { model } from '../../../src/model/model.ts';
import { applicationVersions, ofApplications, type PermissionGeneration } from '../../../src/model/permissions.ts';
import { versionNames } from '../../../src/model/versions.ts';
import { type ServedOperation, servedOperations } from '../../../src/odata/served-operations.ts';
import type { Reply, World } from '../../harness/world.ts';
import { type Answering, fixtures } from './fixtures.ts';

/** Every operation at every address of every version. */
export const operations = versionNames.flatMap((version) =>
  servedOperations(model, version).map((operation) => ({ ...operation, version })),
);
export type Operation = (typeof operations)[number];

export const fixtureOf = ({ name }: ServedOperation) => fixtures[name as Answering];
export const nobody = 'ffffffff-0000-4000-8000-000000000000';
const something = 'a1a1a1a1-0000-4000-8000-000000000001';
export const titleOf = ({ method, version, address }: Operation) => `${method} ${version}${address}`;

/** Every permission of the model, and neighbours of them that open nothing. */
export const everyPermission = [
  ...new Set(operations.flatMap(({ permission }) => [...permission.documented, ...permission.current])),
  'DeviceManagementRBAC.ReadWrite.All',
  'DeviceManagementServiceConfig.ReadWrite',
  'deviceManagementServiceConfig.ReadWrite.All',
];

interface Sent {
  readonly token?: string | null;
  readonly id?: string;
  readonly query?: string;
  readonly body?: unknown;
}

export async function send(world: World, operation: Operation, sent: Sent): Promise<Reply> {
  const { token, id = nobody, query = '', body = fixtureOf(operation).body?.() } = sent;
  const [admin] = world.issuer.directory.users;
  const values: Readonly<Record<string, string>> = {
    id,
    user: admin?.userPrincipalName ?? '',
    detectedApp: something,
    managedDevice: id,
    script: something,
    deviceRunState: `${something}:${id}`,
    category: 'Device',
    tenant: world.contoso,
  };
  const path = operation.address.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    assert.ok(name in values, `${operation.address}: say in this test what {${name}} stands for`);
    return encodeURIComponent(values[name] ?? '');
  });
  const options = { ...(token !== undefined && { token }), ...(body !== undefined && { body }) };
  return world.send(operation.method, `/${operation.version}${path}${query}`, options);
}

export const kinds = ['delegated', 'application'] as const;
export type CallerKind = (typeof kinds)[number];

/** What opens an operation to a caller, as the model says it; nothing where that kind of caller is not served. */
export function acceptedFrom(kind: CallerKind, generation: PermissionGeneration, { permission, version }: Operation) {
  const served =
    kind === 'delegated' || (!permission.delegatedOnly && applicationVersions[generation].includes(version));
  if (!served) return [];
  return kind === 'application' ? ofApplications(permission[generation]) : permission[generation];
}

export const holding = (world: World, kind: CallerKind, permissions: readonly string[], tenant?: string) =>
  (kind === 'delegated' ? world.token : world.applicationToken)({ permissions, ...(tenant && { tenant }) });
