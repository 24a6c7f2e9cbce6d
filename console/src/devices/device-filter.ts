import { every, literal, search } from '../../../src/client/expression.ts';
import { beforeDay } from '../wire/days.ts';

export const deviceFilterNames = ['q', 'os', 'compliance', 'manufacturer', 'session', 'notSeen'] as const;

/** What is looked for; an empty value asks for nothing. */
export type DeviceFilter = Readonly<Record<(typeof deviceFilterNames)[number], string>>;

/** The filter as the service takes it; `inside` are the ids of the devices that somebody may be inside of. */
export function devicesWanted(
  { q, os, compliance, manufacturer, session, notSeen }: DeviceFilter,
  inside: readonly string[],
): { readonly $search: string | undefined; readonly $filter: string | undefined } {
  return {
    $search: search(q),
    $filter: every(
      os && `operatingSystem eq ${literal(os)}`,
      compliance && `complianceState eq ${literal(compliance)}`,
      manufacturer && `startswith(tolower(manufacturer),${literal(manufacturer.toLowerCase())})`,
      session && among(inside),
      beforeDay('lastSyncDateTime', notSeen),
    ),
  };
}

/** No device has the nil GUID (RFC 9562, section 5.9). */
const nobody = '00000000-0000-0000-0000-000000000000';

function among(ids: readonly string[]): string {
  return `id in (${(ids.length > 0 ? ids : [nobody]).map(literal).join(',')})`;
}
