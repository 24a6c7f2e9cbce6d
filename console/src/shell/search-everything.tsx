import { useRestoreFocusTarget } from '@fluentui/react-components';
import { SearchRegular } from '@fluentui/react-icons/svg/search';
import { type ComponentType, useCallback, useEffect, useState } from 'react';
import { useText } from '../text/text.tsx';
import { BarButton } from './bar-button.tsx';

/** A way to everything from everywhere, by Ctrl+K: pages, devices, people. Its dialog is fetched with the other pages, not with the first. */
export function SearchEverything() {
  const { search: text } = useText();
  const [Dialog, setDialog] = useState<ComponentType<{ readonly close: () => void }>>();
  const restored = useRestoreFocusTarget();
  const open = useCallback(() => {
    // What cannot be had now is asked for again at the next try.
    import('./search-dialog.tsx').then(({ SearchDialog }) => setDialog(() => SearchDialog)).catch(() => {});
  }, []);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      open();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [open]);
  return (
    <>
      <BarButton {...restored} icon={<SearchRegular />} aria-label={text.open} title={text.open} onClick={open} />
      {Dialog && <Dialog close={() => setDialog(undefined)} />}
    </>
  );
}
