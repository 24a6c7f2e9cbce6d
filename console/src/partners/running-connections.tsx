import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { type Connector, connectorsPath, type Impact, type Page, type Partner } from '../../../src/client/resources.ts';
import { Instant } from '../elements/value/instant.tsx';
import { Name, Value } from '../elements/value/name.tsx';
import { useText } from '../text/text.tsx';
import { useAnswer } from '../wire/queries.ts';
import { connectorOf } from './connector-of.ts';

const useStyles = makeStyles({
  root: { display: 'grid', gap: tokens.spacingVerticalXS },
  // As many as there may be, what has to be filled in below them is not far.
  list: {
    listStyleType: 'none',
    margin: 0,
    padding: 0,
    maxHeight: '12rem',
    overflow: 'auto',
    display: 'grid',
    gap: tokens.spacingVerticalXS,
  },
  item: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
});

/** Who is inside at this moment, and whether the disconnect cuts them off. */
export function RunningConnections({
  partner,
  running,
}: {
  readonly partner: Partner;
  readonly running: Impact['runningConnections'];
}) {
  const { ending: text } = useText();
  const styles = useStyles();
  const connectors = useAnswer<Page<Connector>>(connectorsPath, { enabled: running.length > 0 });
  if (running.length === 0) return null;
  const cuts = connectorOf(partner, connectors.data?.value)?.capabilities.closingCuts;
  return (
    <section className={styles.root} aria-label={text.inside}>
      <Text weight="semibold">{text.inside}</Text>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard. */}
      <ul className={styles.list} tabIndex={0} aria-label={text.inside}>
        {running.map(({ deviceName, deviceId, supporter, startDateTime }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: who shares a screen and files is there twice, and nothing of a line is kept.
          <li key={index} className={styles.item}>
            <Text weight="semibold">
              <Value>{supporter}</Value>
            </Text>
            <Name>{deviceName ?? deviceId}</Name>
            <Instant iso={startDateTime} />
          </li>
        ))}
      </ul>
      {cuts !== undefined && <Text size={200}>{cuts ? text.cuts : text.doesNotCut}</Text>}
    </section>
  );
}
