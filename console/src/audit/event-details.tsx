import { makeStyles, Subtitle2, tokens } from '@fluentui/react-components';
import { at } from '../../../src/client/address.ts';
import { type AuditEvent, auditEventsPath } from '../../../src/client/resources.ts';
import { Details } from '../elements/details.tsx';
import { Facts } from '../elements/facts.tsx';
import { Failure } from '../elements/failure.tsx';
import { Instant } from '../elements/instant.tsx';
import { Loading } from '../elements/loading.tsx';
import { Name } from '../elements/name.tsx';
import { named } from '../text/named.ts';
import { useText } from '../text/text.tsx';
import { useAnswer } from '../wire/queries.ts';
import { activityName } from './activity-name.ts';
import { actorOf } from './actor.ts';
import { Changes } from './changes.tsx';

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
      title={data ? <Name>{activityName(text, data.activityType, data.displayName)}</Name> : general.loading}
      close={close}
    >
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && (
        <>
          <Facts
            facts={[
              [text.when, <Instant key="when" iso={data.activityDateTime} exact />],
              [text.who, <Name key="who">{actorOf(data) ?? text.service}</Name>],
              [text.application, <Name key="application">{data.actor?.applicationDisplayName}</Name>],
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
                  [text.resourceId, resource.resourceId ?? general.unknown],
                ]}
              />
              {resource.modifiedProperties.length > 0 && <Changes changes={resource.modifiedProperties} />}
            </section>
          ))}
        </>
      )}
    </Details>
  );
}
