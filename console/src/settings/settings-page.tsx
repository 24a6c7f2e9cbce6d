import { Card, Field, makeStyles, Switch, Text, tokens } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { type RemoteAssistanceSettings, settingsPath } from '../../../src/client/resources.ts';
import { Failure } from '../elements/failure/failure.tsx';
import { Loading } from '../elements/page/loading.tsx';
import { PageHeader } from '../elements/page/page-header.tsx';
import { Panel } from '../elements/page/panel.tsx';
import { Facts } from '../elements/value/facts.tsx';
import { useFormat, useText } from '../text/text.tsx';
import { useGraph } from '../wire/graph.ts';
import { useMe, useMissing } from '../wire/me.ts';
import { useAnswer, useInvalidate } from '../wire/queries.ts';

const useStyles = makeStyles({
  root: { display: 'grid', gap: tokens.spacingVerticalL, maxWidth: '48rem' },
  // Below the words of the switch, and not below the switch.
  hint: { marginInlineStart: `calc(40px + ${tokens.spacingHorizontalXL})` },
});

type Settings = Pick<
  RemoteAssistanceSettings,
  'remoteAssistanceState' | 'allowSessionsToUnenrolledDevices' | 'blockChat'
>;

/** The organisation's remoteAssistanceSettings, each of which counts as soon as it is switched. */
export function SettingsPage() {
  const { settings: text, failures, general } = useText();
  const styles = useStyles();
  const graph = useGraph();
  const invalidate = useInvalidate(settingsPath);
  const missing = useMissing('remoteAssistanceSettings.update');
  const { data, error, refetch } = useAnswer<Settings>(settingsPath);
  const change = useMutation({
    mutationFn: (changes: Partial<Settings>) => graph.patch(settingsPath, changes),
    meta: { told: general.saved },
    onSettled: invalidate,
  });
  const disabled = missing !== undefined;
  // A switch that is not there for a moment loses the keyboard: it shows what is asked for, and takes nothing more until that is answered.
  const shown = data && change.isPending ? { ...data, ...change.variables } : data;
  const ask = (changes: Partial<Settings>) => {
    if (!change.isPending) change.mutate(changes);
  };
  return (
    <>
      <PageHeader title={text.title} description={text.description} />
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {change.error && <Failure error={change.error} />}
      <div className={styles.root}>
        {shown && (
          <Card>
            <Field hint={{ children: text.stateHint, className: styles.hint }}>
              <Switch
                label={text.state}
                checked={shown.remoteAssistanceState === 'enabled'}
                disabled={disabled}
                onChange={(_, { checked }) => ask({ remoteAssistanceState: checked ? 'enabled' : 'disabled' })}
              />
            </Field>
            <Switch
              label={text.unenrolled}
              checked={shown.allowSessionsToUnenrolledDevices}
              disabled={disabled}
              onChange={(_, { checked }) => ask({ allowSessionsToUnenrolledDevices: checked })}
            />
            <Switch
              label={text.blockChat}
              checked={shown.blockChat}
              disabled={disabled}
              onChange={(_, { checked }) => ask({ blockChat: checked })}
            />
            {missing && <Text size={200}>{failures.permissionNeeded(missing[0] ?? '')}</Text>}
          </Card>
        )}
        <Lifetimes />
      </div>
    </>
  );
}

/** What an organisation can read here, and only the operator sets. */
function Lifetimes() {
  const { settings: text } = useText();
  const { duration } = useFormat();
  const lifetimes = useMe().data?.lifetimes;
  if (!lifetimes) return null;
  return (
    <Panel title={text.lifetimes}>
      <Facts
        facts={[
          [text.sessionLifetime, duration(lifetimes.sessionInSeconds)],
          [text.onboardingLifetime, duration(lifetimes.onboardingInSeconds)],
          [text.watchInterval, duration(lifetimes.watchInSeconds)],
          [text.auditRetention, duration(lifetimes.auditInSeconds)],
          [text.recordRetention, duration(lifetimes.recordInSeconds)],
        ]}
      />
    </Panel>
  );
}
