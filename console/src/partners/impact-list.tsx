import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { address } from '../../../src/client/address.ts';
import { literal } from '../../../src/client/expression.ts';
import { type Page, type Session, sessionsPath } from '../../../src/client/resources.ts';
import { Instant } from '../elements/value/instant.tsx';
import { Name, Value } from '../elements/value/name.tsx';
import { useText } from '../text/text.tsx';
import { useAnswer } from '../wire/queries.ts';

const useStyles = makeStyles({
  list: {
    listStyleType: 'none',
    margin: 0,
    padding: 0,
    maxHeight: '12rem',
    overflow: 'auto',
    display: 'grid',
    gap: tokens.spacingVerticalS,
  },
  item: { borderBottom: `1px solid ${tokens.colorNeutralStroke2}`, paddingBlock: tokens.spacingVerticalXS },
  facts: { color: tokens.colorNeutralForeground2, display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
});

/** The open sessions that a disconnect ends: on which device, whose, and who asked for them. */
export function ImpactList({ partnerId, total }: { readonly partnerId: string; readonly total: number }) {
  const { partners: text, sessions: words } = useText();
  const styles = useStyles();
  const open = useAnswer<Page<Session>>(
    address(sessionsPath, { $filter: `partnerId eq ${literal(partnerId)} and status eq 'open'`, $top: 100 }),
  );
  if (!open.data) return null;
  const sessions = open.data.value;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard.
    <ul className={styles.list} tabIndex={0} aria-label={text.openSessions}>
      {sessions.map((session) => (
        <li key={session.id} className={styles.item}>
          <Text weight="semibold">
            <Name>{session.deviceName}</Name>
          </Text>
          <Text size={200} className={styles.facts}>
            <Value>{session.userPrincipalName}</Value>
            <span>{words.askedBy}</span>
            <Value>{session.requestedBy}</Value>
            <Instant iso={session.requestedDateTime} />
          </Text>
        </li>
      ))}
      {total > sessions.length && <li>{text.more(total - sessions.length)}</li>}
    </ul>
  );
}
