import { MessageBar, MessageBarBody } from '@fluentui/react-components';
import { at } from '../../../src/client/address.ts';
import { assistPartnersPath, type Impact, type Partner } from '../../../src/client/resources.ts';
import type { Because } from '../elements/ending/because.ts';
import { EndingQuestion, typeable } from '../elements/ending/ending-question.tsx';
import { Failure } from '../elements/failure/failure.tsx';
import { Loading } from '../elements/page/loading.tsx';
import { useText } from '../text/text.tsx';
import { useOrganisation } from '../wire/me.ts';
import { useAnswer } from '../wire/queries.ts';
import { ImpactList } from './impact-list.tsx';
import { PartnerLimits } from './partner-limits.tsx';
import { RunningConnections } from './running-connections.tsx';

/** What a disconnect would end: who is inside, and which sessions are open. */
export function DisconnectQuestion({
  partner,
  takesReason,
  close,
  confirm,
  asked,
}: {
  readonly partner: Partner;
  readonly takesReason: boolean;
  readonly close: () => void;
  readonly confirm: (because: Because) => void;
  readonly asked: { readonly isPending: boolean; readonly error: Error | null };
}) {
  const { partners: text } = useText();
  const organisation = useOrganisation();
  const impact = useAnswer<Impact>(at(assistPartnersPath, partner.id, 'impact()'));
  const sessions = impact.data?.openSessions ?? 0;
  return (
    <EndingQuestion
      meaning={text.disconnectMeaning}
      phrase={sessions > 0 ? (typeable(partner.displayName) ?? text.phrase) : undefined}
      ready={impact.isFetched}
      takesReason={takesReason}
      action={asked.isPending ? text.disconnecting : text.disconnectOrganisation(organisation ?? '')}
      asked={asked}
      confirm={confirm}
      close={close}
    >
      {impact.isLoading && <Loading />}
      {impact.error && <Failure error={impact.error} retry={() => void impact.refetch()} />}
      {impact.data && (
        <MessageBar intent={sessions > 0 ? 'warning' : 'info'} layout="multiline">
          <MessageBarBody>{sessions > 0 ? text.ends(sessions, impact.data.devices) : text.endsNothing}</MessageBarBody>
        </MessageBar>
      )}
      {impact.data && <PartnerLimits partner={partner} impact={impact.data} />}
      {impact.data && <RunningConnections partner={partner} running={impact.data.runningConnections} />}
      {sessions > 0 && <ImpactList partnerId={partner.id} total={sessions} />}
    </EndingQuestion>
  );
}
