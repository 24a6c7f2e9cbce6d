import { makeStyles, tokens } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { at } from '../../../src/client/address.ts';
import { GraphFailure } from '../../../src/client/graph-failure.ts';
import { type AwaitedConsent, assistPartnersPath, type Partner, partnersPath } from '../../../src/client/resources.ts';
import { leaveUnasked } from '../elements/browser/unasked.ts';
import { PermittedButton } from '../elements/button/permitted-button.tsx';
import { Failure } from '../elements/failure/failure.tsx';
import { useParameters } from '../elements/list/parameters.ts';
import { Empty } from '../elements/page/empty.tsx';
import { Loading } from '../elements/page/loading.tsx';
import { PageHeader } from '../elements/page/page-header.tsx';
import { Facts } from '../elements/value/facts.tsx';
import { Instant } from '../elements/value/instant.tsx';
import { Name, Value } from '../elements/value/name.tsx';
import { useText } from '../text/text.tsx';
import { useGraph } from '../wire/graph.ts';
import { useOrganisation } from '../wire/me.ts';
import { useAnswer } from '../wire/queries.ts';
import { thisBrowser } from './this-browser.ts';

const useStyles = makeStyles({ command: { marginBlock: tokens.spacingVerticalXL } });

/** Where the start page of a consent leads: somebody with the right signs in, stands behind it, and this browser goes on. */
export function ConfirmPage() {
  const { consent: text } = useText();
  const styles = useStyles();
  const graph = useGraph();
  const organisation = useOrganisation();
  const [{ partner: id, state }] = useParameters(['partner', 'state']);
  const partner = useAnswer<Partner>(at(partnersPath, id));
  const awaited = useAnswer<AwaitedConsent>(at(assistPartnersPath, id, 'awaitedConsent()'));
  const confirm = useMutation({
    mutationFn: async () => {
      // Never one that the address names: whoever sent it would go on in the place of who confirms.
      const browser = await thisBrowser(state);
      if (browser !== null) await graph.post(at(assistPartnersPath, id, 'confirmOnboarding'), { state, browser });
    },
    // The start page knows this browser by its cookie, and sends it on to the partner; one that it does not know is told for whom first.
    onSuccess: () => {
      leaveUnasked();
      location.replace(`/connect/start?state=${encodeURIComponent(state)}`);
    },
  });
  // What is known stays: a look that fails later takes nothing away.
  const error = partner.data && awaited.data ? null : (partner.error ?? awaited.error);
  const isElsewhere = error instanceof GraphFailure && error.kind === 'notFound';
  if (isElsewhere) return <Told heading={text.elsewhere} next={text.elsewhereNext} />;
  if (!partner.data || !awaited.data)
    return (
      <>
        <PageHeader title={text.title} />
        {error ? <Failure error={error} retry={() => location.reload()} /> : <Loading />}
      </>
    );
  if (awaited.data.status !== 'awaited') return <Told heading={text.over} next={text.overNext} />;
  const { requestedBy, requestedDateTime, expirationDateTime } = awaited.data;
  return (
    <>
      <PageHeader title={text.title} description={text.description} />
      <Facts
        facts={[
          [text.organisation, <Value key="organisation">{organisation}</Value>],
          [text.partner, <Name key="partner">{partner.data.displayName}</Name>],
          [text.requestedBy, <Value key="by">{requestedBy}</Value>],
          [text.requested, <Instant key="at" iso={requestedDateTime} exact />],
          [text.until, <Instant key="until" iso={expirationDateTime} exact />],
        ]}
      />
      {confirm.error && <Failure error={confirm.error} />}
      <p className={styles.command}>
        <PermittedButton
          operation="partners.confirmOnboarding"
          appearance="primary"
          disabledFocusable={confirm.isPending || confirm.isSuccess}
          onClick={() => confirm.mutate()}
        >
          {organisation === undefined ? text.confirm : text.confirmFor(organisation)}
        </PermittedButton>
      </p>
    </>
  );
}

function Told({ heading, next }: { readonly heading: string; readonly next: string }) {
  const { consent: text } = useText();
  return (
    <>
      <PageHeader title={text.title} />
      <Empty title={heading}>{next}</Empty>
    </>
  );
}
