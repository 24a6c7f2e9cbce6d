import { Button, makeStyles, Text, tokens, useRestoreFocusTarget } from '@fluentui/react-components';
import { useState } from 'react';
import type { Device } from '../../../src/client/resources.ts';
import { saveFile } from '../elements/browser/save-file.ts';
import { PermittedButton } from '../elements/button/permitted-button.tsx';
import { exportKind } from '../elements/list/export-kinds.ts';
import { Crowded } from '../elements/screen/crowded.ts';
import { useSpoken } from '../text/text.tsx';
import { dayOf } from '../wire/days.ts';
import { type BulkAction, bulkActions } from './bulk.ts';
import { BulkDialog } from './bulk-dialog.tsx';
import { deviceSheet } from './device-sheet.ts';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    flexShrink: 0,
    paddingTop: tokens.spacingVerticalS,
    '@media print': { display: 'none' },
  },
});

/** What can be done with all chosen devices at once. It stands below the list: above it, the row that is chosen next would move away. */
export function BulkActions({ devices, clear }: { readonly devices: readonly Device[]; readonly clear: () => void }) {
  const { text: catalogue, format } = useSpoken();
  const { bulk: text, general } = catalogue;
  const styles = useStyles();
  const [asked, setAsked] = useState<{ readonly action: BulkAction; readonly devices: readonly Device[] }>();
  const restored = useRestoreFocusTarget();
  const save = () => {
    const { head, text: line, mediaType, ending } = exportKind('csv', deviceSheet);
    saveFile([head, ...devices.map(line)], mediaType, `devices-${dayOf(new Date())}.${ending}`);
  };
  return (
    <Crowded value={true}>
      {devices.length > 0 && (
        <div role="toolbar" aria-label={text.toolbar} className={styles.root}>
          <Text weight="semibold">{text.chosen(devices.length, format.number(devices.length))}</Text>
          {bulkActions.map((action) => (
            <PermittedButton
              key={action.name}
              {...restored}
              operation={action.operation}
              onClick={() => setAsked({ action, devices })}
            >
              {text[action.name].action}
            </PermittedButton>
          ))}
          <Button onClick={save}>{general.export}</Button>
          <Button appearance="subtle" onClick={clear}>
            {text.clear}
          </Button>
        </div>
      )}
      {asked && <BulkDialog {...asked} close={() => setAsked(undefined)} />}
    </Crowded>
  );
}
