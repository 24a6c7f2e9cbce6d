import type { AuditEvent } from '../wire/entities.ts';

/** A file of events: what stands at its top, and a line for each. */
interface Kind {
  readonly head: string;
  readonly line: (event: AuditEvent) => string;
  readonly mediaType: string;
  readonly ending: string;
}

const columns: readonly (readonly [name: string, value: (event: AuditEvent) => string | null | undefined])[] = [
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
  ['resources', ({ resources }) => JSON.stringify(resources)],
];

/** RFC 4180. A cell that a spreadsheet would take for a formula begins with an apostrophe. */
function cell(value: string | null | undefined): string {
  const text = value ?? '';
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const exportKinds = {
  csv: {
    // The mark tells spreadsheets that the file is UTF-8.
    head: `\u{feff}${columns.map(([name]) => name).join(',')}\r\n`,
    line: (event) => `${columns.map(([, value]) => cell(value(event))).join(',')}\r\n`,
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
