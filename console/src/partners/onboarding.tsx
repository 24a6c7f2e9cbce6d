import { Button, makeStyles, ProgressBar, Text, tokens } from '@fluentui/react-components';
import { OpenRegular } from '@fluentui/react-icons/svg/open';
import { useMutation } from '@tanstack/react-query';
import { at } from '../../../src/client/address.ts';
import { type Partner, partnersPath } from '../../../src/client/resources.ts';
import { ParkedConsent } from '../consent/parked-consent.tsx';
import { webAddress } from '../elements/browser/web-address.ts';
import { PermittedButton } from '../elements/button/permitted-button.tsx';
import { Failure } from '../elements/failure/failure.tsx';
import { useFormat, useText } from '../text/text.tsx';
import { useGraph } from '../wire/graph.ts';
import { useInvalidate } from '../wire/queries.ts';

const useStyles = makeStyles({
  root: { display: 'grid', gap: tokens.spacingVerticalM },
  actions: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
});

/** Consent is awaited: the page to give it on, until when, and the way back. */
export function Onboarding({ partner }: { readonly partner: Partner }) {
  const { partners: text, general } = useText();
  const format = useFormat();
  const styles = useStyles();
  const graph = useGraph();
  const invalidate = useInvalidate(partnersPath);
  const giveUp = useMutation({
    mutationFn: () => graph.post(at(partnersPath, partner.id, 'disconnect')),
    onSettled: invalidate,
  });
  const page = webAddress(partner.onboardingUrl);
  return (
    <div className={styles.root}>
      <ParkedConsent partner={partner} />
      <Text id={`waiting-${partner.id}`} role="status">
        {text.waiting(format.dateTime(partner.onboardingRequestExpiryDateTime))}
      </Text>
      <ProgressBar aria-labelledby={`waiting-${partner.id}`} />
      {giveUp.error && <Failure error={giveUp.error} />}
      <div className={styles.actions}>
        {page && (
          <Button
            as="a"
            appearance="primary"
            icon={<OpenRegular />}
            href={page}
            target="_blank"
            rel="noopener noreferrer"
          >
            {text.openConsent}
          </Button>
        )}
        <PermittedButton
          operation="remoteAssistancePartners.disconnect"
          disabledFocusable={giveUp.isPending}
          onClick={() => giveUp.mutate()}
        >
          {general.cancel}
        </PermittedButton>
      </div>
    </div>
  );
}
