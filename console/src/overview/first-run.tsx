import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { devicesPath, type Page, type Partner, partnersPath, sessionsPath } from '../../../src/client/resources.ts';
import { Step } from '../elements/dialog/step.tsx';
import { PageLink } from '../elements/page/page-link.tsx';
import { useText } from '../text/text.tsx';
import { useAnswer, useCount } from '../wire/queries.ts';

const useStyles = makeStyles({
  root: { marginBottom: tokens.spacingVerticalL },
  steps: {
    listStyleType: 'none',
    margin: 0,
    padding: 0,
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(16rem, 100%), 1fr))',
    gap: tokens.spacingHorizontalL,
  },
});

/** The way from nothing to the first session, while there was none. */
export function FirstRun() {
  const { firstRun: text } = useText();
  const styles = useStyles();
  const { data: sessions } = useCount(`${sessionsPath}/$count`);
  const none = sessions === 0;
  const partners = useAnswer<Page<Partner>>(partnersPath, { enabled: none });
  const devices = useCount(`${devicesPath}/$count`, { enabled: none });
  if (!none || !partners.data || devices.data === undefined) return null;
  const connected = partners.data.value.some(({ onboardingStatus }) => onboardingStatus === 'onboarded');
  const known = devices.data > 0;
  const steps = [
    { ...text.partner, href: '/partners', state: connected ? 'done' : 'open' },
    { ...text.devices, href: '/devices', state: known ? 'done' : 'open' },
    { ...text.session, href: '/devices', state: connected && known ? 'open' : 'waiting' },
  ] as const;
  return (
    <section aria-label={text.title} className={styles.root}>
      <ol className={styles.steps}>
        {steps.map(({ title, next, link, href, state }, index) => (
          <Step key={title} number={index + 1} title={title} state={state}>
            <Text>{next}</Text>
            {state === 'open' && <PageLink href={href}>{link}</PageLink>}
          </Step>
        ))}
      </ol>
    </section>
  );
}
