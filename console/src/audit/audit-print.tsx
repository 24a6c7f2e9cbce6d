import { makeStyles, Text } from '@fluentui/react-components';
import type { AuditEvent } from '../../../src/client/resources.ts';
import { legible } from '../text/legible.ts';
import { named } from '../text/named.ts';
import { useFormat, useText } from '../text/text.tsx';
import { activityName } from './activity-name.ts';
import { actorOf } from './actor.ts';
import type { AuditFilter } from './audit-filter.ts';

const useStyles = makeStyles({
  root: {
    width: '100%',
    borderCollapse: 'collapse',
    fontSize: '9pt',
    '& th, & td': { textAlign: 'start', verticalAlign: 'top', padding: '2pt 4pt', borderBottom: '0.5pt solid #999999' },
    '& tr': { breakInside: 'avoid' },
    '& td': { overflowWrap: 'anywhere' },
    '& td:nth-child(5)': { whiteSpace: 'nowrap' },
  },
});

/** The events that were read, as a table on paper, with what they are filtered by, and how many there are besides. */
export function AuditPrint({
  events,
  total,
  filter,
}: {
  readonly events: readonly AuditEvent[];
  readonly total: number | undefined;
  readonly filter: AuditFilter;
}) {
  const { audit: text, general } = useText();
  const filtered = [
    [general.from, filter.from],
    [general.to, filter.to],
    [text.kind, activityName(text, filter.kind)],
    [text.result, named(text.results, filter.result)],
    [text.person, filter.person],
    [text.about, filter.device],
    [text.correlation, filter.correlation],
  ].flatMap(([label, value]) => (value ? [`${label}: ${value}`] : []));
  const format = useFormat();
  const styles = useStyles();
  return (
    <>
      {filtered.length > 0 && <Text as="p">{legible(filtered.join(' · '))}</Text>}
      {total !== undefined && total > events.length && (
        <Text as="p">{text.printedPart(format.number(events.length), format.number(total))}</Text>
      )}
      <table className={styles.root} aria-label={text.title}>
        <thead>
          <tr>
            {[text.when, text.kind, text.who, text.what, text.result, text.id].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <tr key={event.id}>
              <td>{format.dateTime(event.activityDateTime)}</td>
              <td>{legible(activityName(text, event.activityType, event.displayName) ?? '')}</td>
              <td>{legible(actorOf(event) ?? text.service)}</td>
              <td>
                {legible(event.resources.map(({ displayName, resourceId }) => displayName ?? resourceId).join(', '))}
              </td>
              <td>{event.activityResult === 'Success' ? text.results.Success : text.results.Failure}</td>
              <td>{event.id}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
