import { address } from '../../../src/client/address.ts';
import { type AuditEvent, auditEventsPath } from '../../../src/client/resources.ts';
import { Recent } from '../elements/list/recent.tsx';
import { useText } from '../text/text.tsx';
import { activityName } from './activity-name.ts';
import { actorOf } from './actor.ts';

/** The newest events that fit a filter. */
export function RecentEvents({
  title,
  filter,
  all,
  allText,
}: {
  readonly title: string;
  readonly filter: string;
  /** Where the rest is. */
  readonly all: string;
  readonly allText?: string;
}) {
  const { audit: text } = useText();
  return (
    <Recent<AuditEvent>
      title={title}
      address={address(auditEventsPath, { $filter: filter, $orderby: 'activityDateTime desc', $top: 8 })}
      line={(event) => ({
        href: `/audit?event=${encodeURIComponent(event.id)}`,
        name: activityName(text, event.activityType, event.displayName),
        who: actorOf(event) ?? text.service,
        iso: event.activityDateTime,
      })}
      all={{ href: all, text: allText ?? text.all }}
    />
  );
}
