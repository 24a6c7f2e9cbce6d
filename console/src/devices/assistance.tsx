import { Card, makeStyles, ProgressBar, Subtitle2, Text, tokens } from '@fluentui/react-components';
import { PersonSupportRegular } from '@fluentui/react-icons/svg/person-support';
import { useMutation } from '@tanstack/react-query';
import { address, at } from '../../../src/client/address.ts';
import { literal } from '../../../src/client/expression.ts';
import {
  type Device,
  devicesPath,
  type Page,
  type Partner,
  partnersPath,
  type Session,
  sessionsPath,
} from '../../../src/client/resources.ts';
import { PermittedButton } from '../elements/button/permitted-button.tsx';
import { Failure } from '../elements/failure/failure.tsx';
import { Announced } from '../elements/page/announced.tsx';
import { PageLink } from '../elements/page/page-link.tsx';
import { SupporterLink } from '../sessions/supporter-link.tsx';
import { useRecorded, useText } from '../text/text.tsx';
import { useGraph } from '../wire/graph.ts';
import { nowAndThen, soon, useAnswer, useInvalidate } from '../wire/queries.ts';

const useStyles = makeStyles({ root: { gap: tokens.spacingVerticalM }, reason: { overflowWrap: 'anywhere' } });

type Help = Pick<Device, 'remoteAssistanceSessionUrl' | 'remoteAssistanceSessionErrorDetails' | 'deviceActionResults'>;

/** Asks for remote assistance, waits for the link, and says why there is none. */
export function Assistance({ device }: { readonly device: Device }) {
  const { devices: text } = useText();
  const styles = useStyles();
  const graph = useGraph();
  const recorded = useRecorded();
  const invalidate = useInvalidate(devicesPath, sessionsPath);
  const path = at(devicesPath, device.id);
  const help = useAnswer<Help>(
    address(path, { $select: 'remoteAssistanceSessionUrl,remoteAssistanceSessionErrorDetails,deviceActionResults' }),
    { every: (last) => (isPending(last) ? soon / 3 : soon * 4) },
  );
  const partners = useAnswer<Page<Partner>>(partnersPath, { every: nowAndThen });
  const sessions = useAnswer<Page<Session>>(
    address(sessionsPath, { $filter: `deviceId eq ${literal(device.id)} and status eq 'open'`, $top: 1 }),
    { every: (last) => (last?.value.length ? soon * 4 : soon) },
  );
  const request = useMutation({
    mutationFn: () => graph.post(at(path, 'requestRemoteAssistance')),
    onSettled: invalidate,
  });
  const link = help.data?.remoteAssistanceSessionUrl;
  const reason = help.data?.remoteAssistanceSessionErrorDetails;
  const pending = request.isPending || isPending(help.data);
  const connected = partners.data?.value.some(({ onboardingStatus }) => onboardingStatus === 'onboarded');
  const [session] = sessions.data?.value ?? [];
  return (
    <Card role="group" className={styles.root} aria-label={text.assistance}>
      <Subtitle2 as="h2">{text.assistance}</Subtitle2>
      {request.error && <Failure error={request.error} retry={() => request.mutate()} />}
      {help.error && <Failure error={help.error} retry={() => void help.refetch()} />}
      <Announced>{pending && <Text>{text.opening}</Text>}</Announced>
      {pending && <ProgressBar aria-label={text.opening} />}
      {link && <SupporterLink link={link} />}
      {link && session && (
        <PageLink href={`/sessions?session=${encodeURIComponent(session.id)}`}>{text.toSession}</PageLink>
      )}
      {reason && !pending && !link && (
        <Text role="alert" className={styles.reason}>
          {text.failed(recorded(reason))}
        </Text>
      )}
      {connected === false && (
        <Text>
          {text.notConnected} <PageLink href="/partners">{text.toPartners}</PageLink>
        </Text>
      )}
      {!link && connected !== false && (
        <PermittedButton
          operation="managedDevices.requestRemoteAssistance"
          appearance="primary"
          icon={<PersonSupportRegular />}
          disabledFocusable={pending}
          onClick={() => request.mutate()}
        >
          {text.request}
        </PermittedButton>
      )}
    </Card>
  );
}

function isPending(help: Help | undefined): boolean {
  const asked = help?.deviceActionResults.filter(({ actionName }) => actionName === 'requestRemoteAssistance').at(-1);
  return asked?.actionState === 'pending' || asked?.actionState === 'active';
}
