import { makeStyles, Text, tokens, useRestoreFocusTarget } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { ArrowUploadRegular } from '@fluentui/react-icons/svg/arrow-upload';
import { useState } from 'react';
import { PermittedButton } from '../elements/button/permitted-button.tsx';
import { ExportMenu } from '../elements/list/export-menu.tsx';
import { useText } from '../text/text.tsx';
import { useMissing } from '../wire/me.ts';
import { AddDevice } from './add-device.tsx';
import { deviceSheet } from './device-sheet.ts';
import { useDroppedFile } from './dropped-file.ts';
import { ImportDevices } from './import-devices.tsx';
import { ViewsMenu } from './views-menu.tsx';

const useStyles = makeStyles({
  over: {
    position: 'fixed',
    inset: tokens.spacingHorizontalS,
    zIndex: tokens.zIndexOverlay,
    display: 'grid',
    placeItems: 'center',
    pointerEvents: 'none',
    border: `2px dashed ${tokens.colorCompoundBrandStroke}`,
    borderRadius: tokens.borderRadiusXLarge,
  },
  overWords: {
    padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalL}`,
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorCompoundBrandStroke}`,
    borderRadius: tokens.borderRadiusMedium,
    boxShadow: tokens.shadow16,
  },
});

/** What can be done with the inventory as a whole. A file that is dropped on the page is imported. */
export function DeviceCommands({ exported }: { readonly exported: string }) {
  const { devices: text, deviceImport } = useText();
  const styles = useStyles();
  const restored = useRestoreFocusTarget();
  const [adding, setAdding] = useState(false);
  const [importing, setImporting] = useState<{ readonly file?: File }>();
  const mayImport = useMissing('managedDevices.import') === undefined;
  const over = useDroppedFile(importing || adding || !mayImport ? undefined : (file) => setImporting({ file }));
  return (
    <>
      <PermittedButton
        {...restored}
        operation="managedDevices.create"
        icon={<AddRegular />}
        onClick={() => setAdding(true)}
      >
        {text.addAction}
      </PermittedButton>
      <PermittedButton
        {...restored}
        operation="managedDevices.import"
        icon={<ArrowUploadRegular />}
        onClick={() => setImporting({})}
      >
        {deviceImport.action}
      </PermittedButton>
      <ExportMenu address={exported} sheet={deviceSheet} name="devices" />
      <ViewsMenu />
      {over && (
        <div className={styles.over}>
          <Text weight="semibold" className={styles.overWords}>
            {deviceImport.dropHere}
          </Text>
        </div>
      )}
      {importing && <ImportDevices {...importing} close={() => setImporting(undefined)} />}
      {adding && <AddDevice close={() => setAdding(false)} />}
    </>
  );
}
