import type { Resource } from '../edm/operation.ts';
import type { PermissionRow } from '../edm/permission-row.ts';
import type { EntityType, VersionName } from '../edm/type.ts';
import { fail, type WithheldReason } from '../model/failures.ts';
import { applicationVersions, ofApplications, type PermissionGeneration } from '../model/permissions.ts';
import type { Caller } from './caller.ts';

/** What is asked for, as far as permissions go. */
export interface Wanted {
  readonly operation: string;
  readonly version: VersionName;
  readonly permission: PermissionRow;
}

/**
 * Lets the caller pass or throws: `applicationNotSupported`, `delegatedOnly` or `permissionMissing`. What is thrown says to the log
 * which row refused, and which setting would admit.
 */
export function permit(caller: Caller, wanted: Wanted, generation: PermissionGeneration): void {
  const refusal = refusalIn(caller, wanted, generation);
  if (!refusal) return;
  const other: PermissionGeneration = generation === 'documented' ? 'current' : 'documented';
  const admittedBy = refusalIn(caller, wanted, other) ? undefined : other;
  const mend = admittedBy ? `permissions=${admittedBy} would admit it` : 'no setting would admit it';
  const internal = `row ${generation} of ${wanted.operation} on ${wanted.version}: ${refusal}; ${mend}`;
  if (refusal === 'delegated tokens only') throw fail('delegatedOnly', undefined, { internal });
  if (refusal === 'no application tokens') throw fail('applicationNotSupported', { admittedBy }, { internal });
  const accepted = wanted.permission[generation];
  throw fail('permissionMissing', { accepted, withheld: withheldFrom(caller, accepted), admittedBy }, { internal });
}

/** Whether {@link permit} lets the caller pass. */
export function isPermitted(caller: Caller, wanted: Wanted, generation: PermissionGeneration): boolean {
  return refusalIn(caller, wanted, generation) === undefined;
}

/** The properties of a resource that are shown to others, and not to this caller. */
export function hiddenFrom(
  caller: Caller,
  { resource, version }: { readonly resource: Resource; readonly version: VersionName },
  generation: PermissionGeneration,
): ReadonlySet<string> {
  const guarded = guardedOf(resource.type);
  if (guarded.length === 0) return nothing;
  let hidden: Set<string> | undefined;
  for (const { name, permission } of guarded) {
    if (refusalIn(caller, { version, permission }, generation) === undefined) continue;
    hidden ??= new Set();
    hidden.add(name);
  }
  return hidden ?? nothing;
}

const nothing: ReadonlySet<string> = new Set();

interface Guarded {
  readonly name: string;
  readonly permission: PermissionRow;
}

const guardedByType = new WeakMap<EntityType, readonly Guarded[]>();

/** The properties that not everybody sees who sees the others; most types have none. */
function guardedOf(type: EntityType): readonly Guarded[] {
  const known = guardedByType.get(type);
  if (known) return known;
  const guarded = Object.entries(type.properties).flatMap(([name, { seenBy }]) =>
    seenBy ? [{ name, permission: seenBy }] : [],
  );
  guardedByType.set(type, guarded);
  return guarded;
}

/**
 * Lets a caller pass who may do anything at all of what a version serves; who may nothing is not worth the reading of a batch.
 *
 * @param rows of every operation of the version
 */
export function permitAny(
  caller: Caller,
  wanted: Omit<Wanted, 'permission'>,
  rows: readonly PermissionRow[],
  generation: PermissionGeneration,
): void {
  if (rows.some((permission) => !refusalIn(caller, { ...wanted, permission }, generation))) return;
  const union = (of: PermissionGeneration) => [...new Set(rows.flatMap((row) => row[of]))];
  permit(caller, { ...wanted, permission: { documented: union('documented'), current: union('current') } }, generation);
}

function withheldFrom({ withheld }: Caller, accepted: readonly string[]): WithheldReason | undefined {
  return accepted.some((name) => withheld?.permissions.has(name)) ? withheld?.reason : undefined;
}

const withheldBecause: Readonly<Record<WithheldReason, string>> = {
  noRole: 'the scopes name one, and the person was given none (personPermissions of the issuer)',
  guest: 'the scopes name one, and the person is a guest (allowGuests of the issuer would admit)',
  groupsOmitted:
    'the scopes name one, and the token lists no groups, because there are too many: assign app roles, or let the issuer emit only groups that are assigned to the application',
};

function refusalIn(
  caller: Caller,
  { version, permission }: Pick<Wanted, 'version' | 'permission'>,
  generation: PermissionGeneration,
): string | undefined {
  if (caller.kind === 'application') {
    if (permission.delegatedOnly) return 'delegated tokens only';
    if (!applicationVersions[generation].includes(version)) return 'no application tokens';
  }
  const row = permission[generation];
  const accepted = caller.kind === 'application' ? ofApplications(row) : row;
  if (accepted.some((name) => caller.permissions.has(name))) return undefined;
  const withheld = withheldFrom(caller, accepted);
  return `${caller.kind} token has none of ${accepted.join(', ')}${withheld ? `: ${withheldBecause[withheld]}` : ''}`;
}
