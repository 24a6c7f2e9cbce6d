import { makeStyles } from '@fluentui/react-components';
import type { AuditEvent } from '../../../src/client/resources.ts';
import { useFormat, useText } from '../text/text.tsx';
import { activityName } from './activity-name.ts';
import { actorOf } from './actor.ts';

const useStyles = makeStyles({
  root: {
    width: '100%',
    borderCollapse: 'collapse',
    fontSize: '9pt',
    '& th, & td': { textAlign: 'start', verticalAlign: 'top', padding: '2pt 4pt', borderBottom: '0.5pt solid #999999' },
    '& tr': { breakInside: 'avoid' },
    '& td': { overflowWrap: 'anywhere' },
  },
});

/** The events that were read, as a table on paper. */
export function AuditPrint({ events }: { readonly events: readonly AuditEvent[] }) {
  const { audit: text } = useText();
  const format = useFormat();
  const styles = useStyles();
  return (
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
            <td>{activityName(text, event.activityType, event.displayName)}</td>
            <td>{actorOf(event) ?? text.service}</td>
            <td>{event.resources.map(({ displayName, resourceId }) => displayName ?? resourceId).join(', ')}</td>
            <td>{event.activityResult === 'Success' ? text.results.Success : text.results.Failure}</td>
            <td>{event.id}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
