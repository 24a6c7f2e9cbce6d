import type { AuditEvent } from '../../../src/client/resources.ts';
import type { Sheet } from '../elements/list/export-kinds.ts';

const columns: readonly (readonly [name: string, value: (event: AuditEvent) => unknown])[] = [
  ['id', ({ id }) => id],
  ['activityDateTime', ({ activityDateTime }) => activityDateTime],
  ['activityType', ({ activityType }) => activityType],
  ['activityOperationType', ({ activityOperationType }) => activityOperationType],
  ['activityResult', ({ activityResult }) => activityResult],
  ['category', ({ category }) => category],
  ['componentName', ({ componentName }) => componentName],
  ['actorType', ({ actor }) => actor?.auditActorType],
  ['userPrincipalName', ({ actor }) => actor?.userPrincipalName],
  ['applicationDisplayName', ({ actor }) => actor?.applicationDisplayName],
  ['ipAddress', ({ actor }) => actor?.ipAddress],
  ['correlationId', ({ correlationId }) => correlationId],
  ['resources', ({ resources }) => resources],
];

/** A line for each event. */
export const auditSheet: Sheet<AuditEvent> = {
  head: columns.map(([name]) => name),
  lines: (event) => [columns.map(([, value]) => value(event))],
};
