import { makeStyles, Subtitle2, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { at } from '../../../src/client/address.ts';
import { literal } from '../../../src/client/expression.ts';
import { type AuditEvent, auditEventsPath } from '../../../src/client/resources.ts';
import { Details } from '../elements/dialog/details.tsx';
import { Failure } from '../elements/failure/failure.tsx';
import { Loading } from '../elements/page/loading.tsx';
import { PageLink } from '../elements/page/page-link.tsx';
import { Facts } from '../elements/value/facts.tsx';
import { Instant } from '../elements/value/instant.tsx';
import { Name, Value } from '../elements/value/name.tsx';
import { named } from '../text/named.ts';
import { useText } from '../text/text.tsx';
import { useAnswer } from '../wire/queries.ts';
import { activityName } from './activity-name.ts';
import { actorOf } from './actor.ts';
import { together } from './audit-filter.ts';
import { Changes } from './changes.tsx';
import { RecentEvents } from './recent-events.tsx';

const useStyles = makeStyles({
  resource: { display: 'grid', gap: tokens.spacingVerticalS },
});

/** One event, with what was before and after. */
export function EventDetails({ id, close }: { readonly id: string; readonly close: () => void }) {
  const { audit: text, general } = useText();
  const styles = useStyles();
  const { data, error, refetch } = useAnswer<AuditEvent>(at(auditEventsPath, id));
  return (
    <Details
      title={data ? <Name>{activityName(text, data.activityType, data.displayName)}</Name> : undefined}
      error={error}
      close={close}
    >
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && (
        <>
          <Facts
            facts={[
              [text.when, <Instant key="when" iso={data.activityDateTime} exact />],
              [
                text.who,
                <Everything key="who" by={{ person: data.actor?.userPrincipalName }} said={text.byThisPerson}>
                  <Name>{actorOf(data) ?? text.service}</Name>
                </Everything>,
              ],
              [text.application, <Value key="application">{data.actor?.applicationDisplayName}</Value>],
              [text.address, data.actor?.ipAddress ?? general.unknown],
              [text.result, data.activityResult === 'Success' ? text.results.Success : text.results.Failure],
              [text.activityType, data.activityType ?? general.unknown],
              [text.category, named(text.categories, data.category) ?? general.unknown],
              [text.correlation, data.correlationId],
              [text.id, data.id],
            ]}
          />
          {data.resources.map((resource) => (
            <section key={resource.resourceId} className={styles.resource}>
              <Subtitle2 as="h3">
                <Name>{resource.displayName ?? named(text.resourceTypes, resource.auditResourceType)}</Name>
              </Subtitle2>
              <Facts
                facts={[
                  [text.resourceType, named(text.resourceTypes, resource.auditResourceType) ?? general.unknown],
                  [
                    text.resourceId,
                    <Everything key="id" by={{ device: resource.resourceId }} said={text.onThis}>
                      {resource.resourceId ?? general.unknown}
                    </Everything>,
                  ],
                ]}
              />
              {resource.modifiedProperties.length > 0 && (
                <Changes changes={resource.modifiedProperties} byService={actorOf(data) === undefined} />
              )}
            </section>
          ))}
          <RecentEvents
            title={text.related}
            filter={`${together(data.correlationId)} and id ne ${literal(data.id)}`}
            all={`/audit?correlation=${data.correlationId}`}
          />
        </>
      )}
    </Details>
  );
}

/** A value, and the way to everything that the trail has of it. */
function Everything({
  by,
  said,
  children,
}: {
  readonly by: Readonly<Record<string, string | null | undefined>>;
  readonly said: string;
  readonly children: ReactNode;
}) {
  const [[name, value] = []] = Object.entries(by);
  return (
    <>
      {children}
      {name && value && (
        <>
          {' · '}
          <PageLink href={`/audit?${new URLSearchParams({ [name]: value })}`}>{said}</PageLink>
        </>
      )}
    </>
  );
}
