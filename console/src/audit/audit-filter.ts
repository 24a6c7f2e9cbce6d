import { address } from '../../../src/client/address.ts';
import { every, literal } from '../../../src/client/expression.ts';
import { auditEventsPath } from '../../../src/client/resources.ts';
import { fromDay, untilDay } from '../wire/days.ts';

export const auditFilterNames = ['from', 'to', 'person', 'kind', 'result', 'device', 'correlation'] as const;

/** What is looked for; an empty value asks for nothing. */
export type AuditFilter = Readonly<Record<(typeof auditFilterNames)[number], string>>;

export const newestFirst = 'activityDateTime desc';

/** Where the events are. */
export function auditAddress(
  { from, to, person, kind, result, device, correlation }: AuditFilter,
  { top, orderby = newestFirst }: { readonly top: number; readonly orderby?: string },
): string {
  return address(auditEventsPath, {
    $filter: every(
      fromDay('activityDateTime', from),
      untilDay('activityDateTime', to),
      person && `startswith(tolower(actor/userPrincipalName),${literal(person.toLowerCase())})`,
      kind && `activityType eq ${literal(kind)}`,
      result && `activityResult eq ${literal(result)}`,
      device && about(device),
      correlation && together(correlation),
    ),
    $orderby: orderby,
    $top: top,
    $count: true,
  });
}

/** That events were done in one call. */
export function together(correlationId: string): string {
  return `correlationId eq ${correlationId}`;
}

/** That an event concerns what is named: a device or anything else, by a part of its name or by its id. */
function about(wanted: string): string {
  const name = literal(wanted.toLowerCase());
  return `resources/any(r:r/resourceId eq ${literal(wanted)} or contains(tolower(r/displayName),${name}))`;
}
