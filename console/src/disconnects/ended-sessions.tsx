import {
  makeStyles,
  Subtitle2,
  Table,
  TableBody,
  TableCell,
  TableHeader,
  TableHeaderCell,
  TableRow,
} from '@fluentui/react-components';
import type { Disconnect } from '../../../src/client/resources.ts';
import { PageLink } from '../elements/page/page-link.tsx';
import { Instant } from '../elements/value/instant.tsx';
import { Name, Value } from '../elements/value/name.tsx';
import { useText } from '../text/text.tsx';

const useStyles = makeStyles({ table: { '@media print': { '& td, & th': { fontSize: '9pt' } } } });

/** The sessions that were open, and what has become of each. */
export function EndedSessions({ sessions }: { readonly sessions: Disconnect['sessions'] }) {
  const { ending: text, sessions: words, general } = useText();
  const styles = useStyles();
  return (
    <section>
      <Subtitle2 as="h2">{text.sessions}</Subtitle2>
      {sessions.length === 0 && <p>{text.noSessions}</p>}
      {sessions.length > 0 && (
        <Table className={styles.table} size="small" aria-label={text.sessions}>
          <TableHeader>
            <TableRow>
              <TableHeaderCell>{words.device}</TableHeaderCell>
              <TableHeaderCell>{words.askedBy}</TableHeaderCell>
              <TableHeaderCell>{words.statusLabel}</TableHeaderCell>
              <TableHeaderCell>{words.closed}</TableHeaderCell>
            </TableRow>
          </TableHeader>
          <TableBody>
            {sessions.map(({ id, deviceName, deviceId, requestedBy, status, closedDateTime }) => (
              <TableRow key={id}>
                <TableCell>
                  <PageLink href={`/sessions?session=${encodeURIComponent(id)}`}>
                    <Name>{deviceName ?? deviceId}</Name>
                  </PageLink>
                </TableCell>
                <TableCell>
                  <Value>{requestedBy}</Value>
                </TableCell>
                <TableCell>{status === null ? general.unknown : words.status[status]}</TableCell>
                <TableCell>
                  {closedDateTime === null ? general.unknown : <Instant iso={closedDateTime} exact />}
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </section>
  );
}
