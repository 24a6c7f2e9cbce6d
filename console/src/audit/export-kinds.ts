import type { AuditEvent } from '../../../src/client/resources.ts';
import { byteOrderMark, csvLine } from '../../../src/client/spreadsheet-cell.ts';

/** A file of events: what stands at its top, and a line for each. */
interface Kind {
  readonly head: string;
  readonly line: (event: AuditEvent) => string;
  readonly mediaType: string;
  readonly ending: string;
}

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

export const exportKinds = {
  csv: {
    head: byteOrderMark + csvLine(columns.map(([name]) => name)),
    line: (event) => csvLine(columns.map(([, value]) => value(event))),
    mediaType: 'text/csv;charset=utf-8',
    ending: 'csv',
  },
  jsonLines: {
    head: '',
    line: (event) => `${JSON.stringify(event)}\n`,
    mediaType: 'application/jsonl',
    ending: 'jsonl',
  },
} as const satisfies Record<string, Kind>;

export type ExportKind = keyof typeof exportKinds;
