import { Toast, Toaster, ToastTitle, useId, useToastController } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useText } from '../text/text.tsx';

/** Says what happened, wherever it was asked for: a change that is worth it says in its `meta` what is told once it is done. */
export function Happenings() {
  const { shell } = useText();
  const [place, setPlace] = useState<HTMLElement | null>(null);
  const toaster = useId('toaster');
  const { dispatchToast } = useToastController(toaster);
  const queries = useQueryClient();
  useEffect(() => {
    // As it was when it was asked for: the page may have turned to the next question before the answer is there.
    const asked = new WeakMap<object, string | undefined>();
    return queries.getMutationCache().subscribe(({ type, mutation, ...event }) => {
      if (type !== 'updated' || !('action' in event)) return;
      if (event.action.type === 'pending') asked.set(mutation, mutation.meta?.told);
      const told = event.action.type === 'success' && asked.get(mutation);
      if (!told) return;
      const toast = (
        <Toast>
          <ToastTitle>{told}</ToastTitle>
        </Toast>
      );
      dispatchToast(toast, { intent: 'success' });
    });
  }, [queries, dispatchToast]);
  // In a landmark, as everything on a page is.
  return (
    <>
      <section ref={setPlace} aria-label={shell.happenings} />
      <Toaster toasterId={toaster} mountNode={place} position="bottom-end" pauseOnHover pauseOnWindowBlur />
    </>
  );
}
