import { MessageBar, MessageBarBody, Subtitle2, Text } from '@fluentui/react-components';
import { at } from '../../../src/client/address.ts';
import { type Session, sessionsPath } from '../../../src/client/resources.ts';
import { Details } from '../elements/dialog/details.tsx';
import { Failure } from '../elements/failure/failure.tsx';
import { Loading } from '../elements/page/loading.tsx';
import { PageLink } from '../elements/page/page-link.tsx';
import { Facts } from '../elements/value/facts.tsx';
import { Instant } from '../elements/value/instant.tsx';
import { Name, Value } from '../elements/value/name.tsx';
import { Recorded } from '../elements/value/recorded.tsx';
import { PersonLink } from '../people/person-link.tsx';
import { named } from '../text/named.ts';
import { useFormat, useText } from '../text/text.tsx';
import { soon, useAnswer } from '../wire/queries.ts';
import { CloseSession } from './close-session.tsx';
import { notSeenLeaving } from './help.ts';
import { SessionLinks } from './session-links.tsx';
import { SessionState } from './session-state.tsx';

/** One session: its story, its links while it is open, and its end. */
export function SessionDetails({ id, close }: { readonly id: string; readonly close: () => void }) {
  const { sessions: text, connectors, general } = useText();
  const format = useFormat();
  const { data, error, refetch } = useAnswer<Session>(at(sessionsPath, id), {
    every: (last) => (last && isSettled(last) ? false : soon),
  });
  const unseen = data !== undefined && notSeenLeaving(data).length > 0;
  return (
    <Details title={data ? <Name>{data.deviceName ?? data.deviceId}</Name> : undefined} error={error} close={close}>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && (
        <>
          <div>
            <SessionState session={data} size="large" />
          </div>
          {data.status === 'closed' && unseen && (
            <MessageBar intent="warning" layout="multiline">
              <MessageBarBody>{text.endUnreportedMeaning}</MessageBarBody>
            </MessageBar>
          )}
          {data.errorDetails && (
            <Text role="alert">
              <Recorded>{data.errorDetails}</Recorded>
            </Text>
          )}
          {data.status === 'open' && <SessionLinks session={data} />}
          {data.closedDateTime === null && data.status !== 'failed' && <CloseSession session={data} />}
          <Facts
            facts={[
              [
                text.device,
                <PageLink key="device" href={`/devices/${encodeURIComponent(data.deviceId)}`}>
                  <Name>{data.deviceName ?? data.deviceId}</Name>
                </PageLink>,
              ],
              [text.helped, <PersonLink key="user" name={data.userPrincipalName} />],
              [text.askedBy, <PersonLink key="by" name={data.requestedBy} />],
              [text.partner, <Value key="partner">{data.partnerDisplayName}</Value>],
              [
                text.linkGivenTo,
                data.linkGivenTo.length === 0 ? general.none : <Names key="given" names={data.linkGivenTo} />,
              ],
              [text.asked, <Instant key="asked" iso={data.requestedDateTime} exact />],
              [text.opened, <Instant key="opened" iso={data.openedDateTime} exact />],
              [text.expires, <Instant key="expires" iso={data.expirationDateTime} exact />],
              ...(data.closedDateTime
                ? ([[text.closed, <Instant key="closed" iso={data.closedDateTime} exact />]] as const)
                : []),
              ...(data.unconfirmedUntil
                ? ([[text.unconfirmedUntil, <Instant key="until" iso={data.unconfirmedUntil} exact />]] as const)
                : []),
              ...(data.closeReason ? ([[text.closeReason, text.closeReasons[data.closeReason]]] as const) : []),
            ]}
          />
          <Subtitle2 as="h3">{text.connections}</Subtitle2>
          {data.connections.length === 0 && <Text>{text.noConnections}</Text>}
          {data.connections.map(({ supporter, startDateTime, endDateTime, durationInSeconds, access }) => (
            <Facts
              key={`${startDateTime} ${supporter} ${access}`}
              facts={[
                [text.supporter, <Value key="supporter">{supporter}</Value>],
                [text.began, <Instant key="began" iso={startDateTime} exact />],
                [
                  text.ended,
                  endDateTime ? (
                    <Instant key="ended" iso={endDateTime} exact />
                  ) : unseen ? (
                    text.endUnreported
                  ) : (
                    text.lasts
                  ),
                ],
                ...(access === null ? [] : ([[text.access, named(connectors.accessKinds, access)]] as const)),
                ...(durationInSeconds === null ? [] : ([[text.length, format.duration(durationInSeconds)]] as const)),
              ]}
            />
          ))}
        </>
      )}
    </Details>
  );
}

/** Whether nothing changes any more: of who may be inside still, the partner may tell later. */
function isSettled(session: Session): boolean {
  return session.status === 'failed' || (session.status === 'closed' && notSeenLeaving(session).length === 0);
}

function Names({ names }: { readonly names: readonly string[] }) {
  return names.map((name) => <Name key={name}>{name}</Name>);
}
