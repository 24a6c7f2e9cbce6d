import { address } from '../../../src/client/address.ts';
import { every, literal } from '../../../src/client/expression.ts';
import { type AuditEvent, auditEventsPath } from '../../../src/client/resources.ts';
import { fromDay, untilDay } from '../wire/days.ts';

export const auditFilterNames = ['from', 'to', 'person', 'kind', 'result', 'device'] as const;

/** What is looked for; an empty value asks for nothing. */
export type AuditFilter = Readonly<Record<(typeof auditFilterNames)[number], string>>;

/** Where the events are, the newest first. */
export function auditAddress({ from, to, person, kind, result }: AuditFilter, top: number): string {
  return address(auditEventsPath, {
    $filter: every(
      fromDay('activityDateTime', from),
      untilDay('activityDateTime', to),
      person && `startswith(tolower(actor/userPrincipalName),${literal(person.toLowerCase())})`,
      kind && `activityType eq ${literal(kind)}`,
      result && `activityResult eq ${literal(result)}`,
    ),
    $orderby: 'activityDateTime desc',
    $top: top,
  });
}

/** Whether an event concerns what `wanted` names: a device or anything else, by a part of its name or by its id. */
export function isAbout({ resources }: AuditEvent, wanted: string): boolean {
  if (wanted === '') return true;
  const lower = wanted.toLowerCase();
  return resources.some(
    ({ displayName, resourceId }) => resourceId === wanted || displayName?.toLowerCase().includes(lower) === true,
  );
}
