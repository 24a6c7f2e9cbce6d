import { type ColumnType, primitives } from '../edm/primitive.ts';
import type { EntityType, Property, Wire } from '../edm/type.ts';
import { auditEvent } from '../model/audit-event.ts';
import { caller } from '../model/caller.ts';
import { connector } from '../model/connector.ts';
import { managedDevice, user } from '../model/device/managed-device.ts';
import { deviceManagementType } from '../model/device-management.ts';
import { organizationType, subscribedSku } from '../model/directory.ts';
import { disconnect } from '../model/disconnect.ts';
import { currentCaller } from '../model/me.ts';
import { obligation } from '../model/obligation.ts';
import { remoteAssistancePartner } from '../model/remote-assistance-partner.ts';
import { remoteAssistanceSettingsType } from '../model/remote-assistance-settings.ts';
import { session } from '../model/session.ts';
import { severance } from '../model/severance.ts';
import { tenant } from '../model/tenant.ts';

/** An entity type whose properties are columns of a table. */
export interface StoredEntity {
  readonly type: EntityType;
  /** The properties that are no columns: computed, derived from columns of our own, or sealed. */
  readonly computed: readonly string[];
  /** The nullable properties that are never null in the table. */
  readonly present: readonly string[];
}

/**
 * What of the model is stored, by table. Every property that is not named here as computed has a column of its name: the types of
 * the tables are made from that, and `npm run check` looks for the columns in the migrations.
 */
export const storedEntities = {
  tenants: stored(tenant, {
    computed: ['id', 'tenantId', 'createdDateTime', 'suspendedDateTime', 'trustedIssuers'],
  }),
  remote_assistance_settings: stored(remoteAssistanceSettingsType, { computed: ['id'] }),
  remote_assistance_partners: stored(remoteAssistancePartner, {}),
  managed_devices: stored(managedDevice, { computed: ['remoteAssistanceSessionUrl'] }),
  sessions: stored(session, { computed: ['endUserUrl'] }),
  obligations: stored(obligation, {
    computed: ['partnerDisplayName', 'deviceName', 'status', 'nextAttemptDateTime', 'steps', 'notEstablished'],
  }),
  disconnects: stored(disconnect, {
    computed: ['status', 'completedDateTime', 'sessions', 'retirements', 'events'],
  }),
  severances: stored(severance, {
    computed: ['total', 'proven', 'waiting', 'failing', 'unconfirmed', 'isDone'],
  }),
  revoked_callers: stored(caller, {}),
  audit_events: stored(auditEvent, { computed: ['previousHash'], present: ['actor'] }),
};

/** The types that no table holds: they are made of a tenant's row, of what the process knows, and of the token. */
export const unstoredTypes: readonly string[] = [
  ...[deviceManagementType, connector, currentCaller],
  ...[user, organizationType, subscribedSku],
].map(({ name }) => name);

export type StoredTable = keyof typeof storedEntities;

type Entity<T extends StoredTable> = (typeof storedEntities)[T];

/** The properties of a table's entities that are no columns. */
export type Computed<T extends StoredTable> = Entity<T>['computed'][number];

/** The columns of a table that the model declares; Booleans are 0 and 1, structures and collections JSON text. */
export type Columns<T extends StoredTable> = {
  -readonly [K in Exclude<keyof Wire<Entity<T>['type']>, Computed<T>>]: K extends Entity<T>['present'][number]
    ? NonNullable<Cell<Wire<Entity<T>['type']>[K]>>
    : Cell<Wire<Entity<T>['type']>[K]>;
};

type Cell<T> = T extends boolean ? 0 | 1 : T extends string | number | null ? T : string;

/** A column that the model declares. */
export interface Column {
  readonly name: string;
  /** `undefined` for the key, `id`. */
  readonly property: Property | undefined;
  readonly type: ColumnType;
  readonly nullable: boolean;
}

/** The columns of an entity type's table that the model declares, in the order of the wire. */
export function columnsOf({ type, computed, present }: StoredEntity): Column[] {
  const id: Column = { name: 'id', property: undefined, type: 'TEXT', nullable: false };
  const properties = Object.entries(type.properties).map(([name, property]): Column => {
    const nullable = property.nullable && !property.collection && !present.includes(name);
    return { name, property, type: columnType(property), nullable };
  });
  return [id, ...properties].filter(({ name }) => !computed.includes(name));
}

function columnType({ type, collection }: Property): ColumnType {
  return type.kind === 'primitive' && !collection ? primitives[type.name].column : 'TEXT';
}

function stored<
  E extends EntityType,
  const C extends 'id' | keyof E['properties'] = never,
  const P extends keyof E['properties'] = never,
>(type: E, { computed = [], present = [] }: { readonly computed?: readonly C[]; readonly present?: readonly P[] }) {
  return { type, computed, present };
}
