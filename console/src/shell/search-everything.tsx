import { useRestoreFocusTarget } from '@fluentui/react-components';
import { SearchRegular } from '@fluentui/react-icons/svg/search';
import { type ComponentType, useCallback, useEffect, useState } from 'react';
import { part } from '../elements/browser/part.ts';
import { Details } from '../elements/dialog/details.tsx';
import { Failure } from '../elements/failure/failure.tsx';
import { useText } from '../text/text.tsx';
import { BarButton } from './bar-button.tsx';

const load = part(async () => (await import('./search-dialog.tsx')).SearchDialog);

/** A way to everything from everywhere, by Ctrl+K: pages, devices, people. Its dialog is fetched with the other pages, not with the first. */
export function SearchEverything() {
  const { search: text } = useText();
  const [Dialog, setDialog] = useState<ComponentType<{ readonly close: () => void }>>();
  const [missing, setMissing] = useState<unknown>();
  const restored = useRestoreFocusTarget();
  const open = useCallback(() => {
    load().then((dialog) => setDialog(() => dialog), setMissing);
  }, []);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      // What is asked, filled in or under way stays in front: to go elsewhere would end it.
      if (!document.querySelector('.fui-DialogSurface, .fui-MenuPopover')) open();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [open]);
  return (
    <>
      <BarButton {...restored} icon={<SearchRegular />} aria-label={text.open} title={text.open} onClick={open} />
      {Dialog && <Dialog close={() => setDialog(undefined)} />}
      {missing !== undefined && (
        <Details title={text.title} close={() => setMissing(undefined)}>
          <Failure error={missing} />
        </Details>
      )}
    </>
  );
}
