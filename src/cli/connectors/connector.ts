import type { Connector, Severance } from '../../client/resources.ts';
import type { Column } from '../terminal/result.ts';

export const connectorColumns: readonly Column<Connector>[] = [
  { title: 'Name', value: (each) => each.displayName },
  { title: 'Status', value: (each) => each.status },
  { title: 'Since', value: (each) => each.statusSinceDateTime, minor: true },
  { title: 'Last failure', value: (each) => each.lastFailure },
  { title: 'Severance', value: (each) => each.severanceId, whole: true },
];

/** The argument that names a connector. */
export const connectorArgument = {
  name: 'connector',
  required: true,
  description: 'Its name in the settings.',
} as const;

export const severanceColumns: readonly Column<Severance>[] = [
  { title: 'Connector', value: (each) => each.connector },
  { title: 'Severed', value: (each) => each.createdDateTime },
  { title: 'Walked', value: (each) => each.walkedDateTime, minor: true },
  { title: 'Restored', value: (each) => each.restoredDateTime, minor: true },
  { title: 'Grants', value: (each) => each.total },
  { title: 'Proven', value: (each) => each.proven },
  { title: 'Waiting', value: (each) => each.waiting },
  { title: 'Failing', value: (each) => each.failing },
  { title: 'Unconfirmed', value: (each) => each.unconfirmed },
  { title: 'Id', value: (each) => each.id, whole: true },
];
