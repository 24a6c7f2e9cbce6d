import { address } from '../../../src/client/address.ts';
import { every, literal } from '../../../src/client/expression.ts';
import { auditEventsPath } from '../../../src/client/resources.ts';
import { fromDay, untilDay } from '../wire/days.ts';

export const auditFilterNames = ['from', 'to', 'person', 'kind', 'result', 'device'] as const;

/** What is looked for; an empty value asks for nothing. */
export type AuditFilter = Readonly<Record<(typeof auditFilterNames)[number], string>>;

/** Where the events are, the newest first. */
export function auditAddress({ from, to, person, kind, result, device }: AuditFilter, top: number): string {
  return address(auditEventsPath, {
    $filter: every(
      fromDay('activityDateTime', from),
      untilDay('activityDateTime', to),
      person && `startswith(tolower(actor/userPrincipalName),${literal(person.toLowerCase())})`,
      kind && `activityType eq ${literal(kind)}`,
      result && `activityResult eq ${literal(result)}`,
      device && about(device),
    ),
    $orderby: 'activityDateTime desc',
    $top: top,
  });
}

/** That an event concerns what is named: a device or anything else, by a part of its name or by its id. */
function about(wanted: string): string {
  const name = literal(wanted.toLowerCase());
  return `resources/any(r:r/resourceId eq ${literal(wanted)} or contains(tolower(r/displayName),${name}))`;
}
