import { Button, makeStyles, Text, Toolbar, tokens } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { address, at } from '../../../src/client/address.ts';
import { literal } from '../../../src/client/expression.ts';
import { type Device, devicesPath, type Session, sessionsPath } from '../../../src/client/resources.ts';
import type { Operations } from '../../../src/model/model.ts';
import { type Bulk, BulkDialog } from '../elements/bulk.tsx';
import { exportKind } from '../elements/export-kinds.ts';
import { Failure } from '../elements/failure.tsx';
import { PermittedButton } from '../elements/permitted-button.tsx';
import { saveFile } from '../elements/save-file.ts';
import type { Selection } from '../elements/selection.ts';
import { useSpoken } from '../text/text.tsx';
import { useGraph } from '../wire/graph.ts';
import { useInvalidate } from '../wire/queries.ts';
import { deviceSheet, exportedProperties } from './device-sheet.ts';

const useStyles = makeStyles({
  root: { flexWrap: 'wrap', gap: tokens.spacingHorizontalS, paddingInline: 0, alignItems: 'start', flexShrink: 0 },
  count: { alignSelf: 'center' },
});

/** What can be done with several devices at once. */
export function BulkActions({ selection }: { readonly selection: Selection<Device> }) {
  const { text: catalogue, format } = useSpoken();
  const { devices: text, general } = catalogue;
  const styles = useStyles();
  const graph = useGraph();
  const invalidate = useInvalidate(devicesPath, sessionsPath);
  const [bulk, setBulk] = useState<Bulk<Device>>();
  const { rows } = selection;
  const closeSessions = async ({ id }: Device, signal: AbortSignal) => {
    const open = address(sessionsPath, { $filter: `deviceId eq ${literal(id)} and status eq 'open'` });
    let closed = 0;
    for await (const { value } of graph.pages<Session>(open, signal)) {
      for (const session of value) await graph.post(at(sessionsPath, session.id, 'close'));
      closed += value.length;
    }
    return text.closedSessions(closed, format.number(closed));
  };
  const count = format.number(rows.length);
  const bulks = {
    'managedDevices.requestRemoteAssistance': {
      title: text.bulkRequest(rows.length, count),
      action: text.request,
      meaning: text.bulkRequestMeaning,
      work: async ({ id }) => {
        await graph.post(at(devicesPath, id, 'requestRemoteAssistance'));
        return text.bulkRequested;
      },
    },
    'sessions.close': {
      title: text.bulkClose(rows.length, count),
      action: text.closeSessions,
      meaning: text.bulkCloseMeaning,
      work: closeSessions,
    },
    'managedDevices.delete': {
      title: text.bulkRemove(rows.length, count),
      action: text.removeSeveral,
      meaning: text.removeMeaning,
      work: async ({ id }) => {
        await graph.send('DELETE', at(devicesPath, id));
        return text.removed;
      },
    },
  } satisfies Partial<Record<Operations, Bulk<Device>>>;
  const exporting = useMutation({
    mutationFn: async () => {
      const kind = exportKind('csv', deviceSheet);
      const lines = [kind.head];
      for (const { id } of rows) {
        const whole = await graph.get<Device>(address(at(devicesPath, id), { $select: exportedProperties }));
        lines.push(kind.text(whole));
      }
      saveFile(lines, kind.mediaType, `devices-${new Date().toISOString().slice(0, 10)}.${kind.ending}`);
    },
  });
  if (rows.length === 0) return null;
  return (
    <>
      <Toolbar className={styles.root} aria-label={text.selected(rows.length, count)}>
        <Text className={styles.count} role="status">
          {text.selected(rows.length, count)}
        </Text>
        {(Object.keys(bulks) as (keyof typeof bulks)[]).map((operation) => (
          <PermittedButton key={operation} operation={operation} onClick={() => setBulk(bulks[operation])}>
            {bulks[operation].action}
          </PermittedButton>
        ))}
        <Button disabledFocusable={exporting.isPending} onClick={() => exporting.mutate()}>
          {text.exportSelected}
        </Button>
        <Button appearance="transparent" onClick={selection.clear}>
          {general.clearSelection}
        </Button>
      </Toolbar>
      {exporting.error && <Failure error={exporting.error} retry={() => exporting.mutate()} />}
      {bulk && (
        <BulkDialog
          bulk={bulk}
          items={rows}
          name={({ deviceName }) => deviceName}
          close={(done) => {
            setBulk(undefined);
            selection.set(done, false);
            void invalidate();
          }}
        />
      )}
    </>
  );
}
