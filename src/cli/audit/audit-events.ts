import { every } from '../../client/expression.ts';
import type { AuditEvent } from '../../client/resources.ts';
import type { Option } from '../described.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import type { Column } from '../terminal/result.ts';

export const auditColumns: readonly Column<AuditEvent>[] = [
  { title: 'When', value: (event) => event.activityDateTime },
  { title: 'What', value: (event) => event.activityType ?? event.displayName },
  { title: 'To', value: ({ resources }) => (resources ?? []).map((each) => each?.displayName).join(', ') },
  { title: 'Result', value: (event) => event.activityResult },
  {
    title: 'By',
    value: ({ actor }) => actor?.userPrincipalName ?? actor?.applicationDisplayName ?? actor?.auditActorType,
  },
];

/** The options that choose audit events. */
export const auditOptions = {
  since: { kind: 'text', value: 'WHEN', description: 'From when on: 2026-11-21, 2026-11-21T08:00:00Z, or 2h, 7d ago.' },
  filter: { kind: 'text', value: 'ODATA', description: 'An OData $filter.' },
} as const satisfies Record<string, Option>;

/** The `$filter` of {@link auditOptions}. @throws CommandFailure */
export function auditFilter({ since, filter }: { since: string | undefined; filter: string | undefined }) {
  return every(since && `activityDateTime ge ${dateOf(since)}`, filter);
}

const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

function dateOf(text: string): string {
  const ago = /^(\d+)([mhd])$/.exec(text);
  const time = ago ? Date.now() - Number(ago[1]) * unitMs[ago[2] as keyof typeof unitMs] : Date.parse(text);
  if (Number.isFinite(time)) return new Date(time).toISOString();
  throw new CommandFailure(exitCodes.usage, `--since must be a date such as 2026-11-21, or 30m, 2h, 7d, not ${text}`);
}
