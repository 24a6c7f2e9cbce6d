import { PlugConnectedRegular } from '@fluentui/react-icons/svg/plug-connected';
import { useMutation } from '@tanstack/react-query';
import { at } from '../../../src/client/address.ts';
import { type Partner, partnersPath } from '../../../src/client/resources.ts';
import { webAddress } from '../elements/browser/web-address.ts';
import { PermittedButton } from '../elements/button/permitted-button.tsx';
import { Failure } from '../elements/failure/failure.tsx';
import { useText } from '../text/text.tsx';
import { useGraph } from '../wire/graph.ts';
import { useInvalidate } from '../wire/queries.ts';

/** Begins to connect, and opens the partner's consent page beside this one. */
export function ConnectButton({ partner }: { readonly partner: Partner }) {
  const { partners: text } = useText();
  const graph = useGraph();
  const invalidate = useInvalidate(partnersPath);
  const path = at(partnersPath, partner.id);
  const connect = useMutation({
    mutationFn: async (beside: Window | null) => {
      try {
        await graph.post(at(path, 'beginOnboarding'));
        const page = webAddress((await graph.get<Partner>(path)).onboardingUrl);
        if (page) beside?.location.replace(page);
        else beside?.close();
      } catch (error) {
        beside?.close();
        throw error;
      }
    },
    onSettled: invalidate,
  });
  const begin = () => {
    // A window is opened at the click, because a browser blocks one that comes after an answer; then the card has the link.
    const beside = window.open('', '_blank');
    if (beside) beside.opener = null;
    connect.mutate(beside);
  };
  const again = partner.onboardingStatus === 'onboarding';
  return (
    <>
      {connect.error && <Failure error={connect.error} retry={begin} />}
      <PermittedButton
        operation="remoteAssistancePartners.beginOnboarding"
        appearance={again ? 'secondary' : 'primary'}
        icon={<PlugConnectedRegular />}
        disabledFocusable={connect.isPending}
        onClick={begin}
      >
        {connect.isPending ? text.connecting : again ? text.beginAnew : text.connect}
      </PermittedButton>
    </>
  );
}
