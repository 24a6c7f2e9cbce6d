import { makeStyles, tokens } from '@fluentui/react-components';
import { assistPartnersPath, type Page, type Partner, partnersPath } from '../../../src/client/resources.ts';
import { Failure } from '../elements/failure/failure.tsx';
import { Empty } from '../elements/page/empty.tsx';
import { Loading } from '../elements/page/loading.tsx';
import { PageHeader } from '../elements/page/page-header.tsx';
import { useText } from '../text/text.tsx';
import { nowAndThen, soon, useAnswer } from '../wire/queries.ts';
import { OwedRevocations } from './owed-revocations.tsx';
import { PartnerCard } from './partner-card.tsx';

const useStyles = makeStyles({
  cards: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(30rem, 100%), 1fr))',
    gap: tokens.spacingHorizontalL,
    alignItems: 'start',
  },
});

/** The organisation's partners: what is connected, and the way in and out. */
export function PartnersPage() {
  const { partners: text } = useText();
  const styles = useStyles();
  const { data, error, refetch } = useAnswer<Page<Partner>>(partnersPath, {
    every: pace,
    whileSuspended: assistPartnersPath,
  });
  return (
    <>
      <PageHeader title={text.title} description={text.description} />
      <OwedRevocations />
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data?.value.length === 0 && <Empty title={text.none}>{text.noneNext}</Empty>}
      <div className={styles.cards}>
        {data?.value.map((partner) => (
          <PartnerCard key={partner.id} partner={partner} />
        ))}
      </div>
    </>
  );
}

/** Somebody who consents in another window wants to see it here. */
function pace(last: Page<Partner> | undefined): number {
  return last?.value.some(({ onboardingStatus }) => onboardingStatus === 'onboarding') ? soon : nowAndThen;
}
