import {
  Link,
  Toast,
  ToastBody,
  Toaster,
  ToastTitle,
  ToastTrigger,
  useId,
  useToastController,
} from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import { useUnfinished } from '../elements/browser/unfinished.ts';
import { failureWords } from '../elements/failure/failure-words.ts';
import { useText } from '../text/text.tsx';

/**
 * Says what happened, wherever it was asked for: a change that is worth it says in its `meta` what is told once it is done. What fails
 * once nobody shows it any more, because whoever asked went elsewhere meanwhile, is told here, until it is dismissed.
 */
export function Happenings() {
  const text = useText();
  const [place, setPlace] = useState<HTMLElement | null>(null);
  const toaster = useId('toaster');
  const { dispatchToast } = useToastController(toaster);
  const queries = useQueryClient();
  useUnfinished();
  const tell = useEffectEvent((told: string) =>
    dispatchToast(
      <Toast>
        <ToastTitle>{told}</ToastTitle>
      </Toast>,
      { intent: 'success' },
    ),
  );
  const tellFailure = useEffectEvent((asked: string | undefined, error: Error) => {
    const { title, advice } = failureWords(text, error);
    dispatchToast(
      <Toast>
        <ToastTitle action={<Dismiss />}>{asked ?? text.shell.askedBefore}</ToastTitle>
        <ToastBody>
          {text.shell.didNotWork} {title} {advice}
        </ToastBody>
      </Toast>,
      { intent: 'error', timeout: -1 },
    );
  });
  useEffect(() => {
    // As it was when it was asked for: the page may have turned to the next question before the answer is there.
    const asked = new WeakMap<object, { readonly told?: string; readonly asked?: string } | undefined>();
    const watchers = new WeakMap<object, number>();
    return queries.getMutationCache().subscribe(({ type, mutation, ...event }) => {
      if (!mutation) return;
      const watched = watchers.get(mutation) ?? 0;
      if (type === 'observerAdded') watchers.set(mutation, watched + 1);
      if (type === 'observerRemoved') watchers.set(mutation, watched - 1);
      if (type !== 'updated' || !('action' in event)) return;
      const { action } = event;
      if (action.type === 'pending') asked.set(mutation, mutation.meta);
      const meta = asked.get(mutation);
      if (action.type === 'success' && meta?.told) tell(meta.told);
      if (action.type === 'error' && watched === 0) tellFailure(meta?.asked, action.error);
    });
  }, [queries]);
  // In a landmark, as everything on a page is.
  return (
    <>
      <section ref={setPlace} aria-label={text.shell.happenings} />
      <Toaster toasterId={toaster} mountNode={place} position="bottom-end" pauseOnHover pauseOnWindowBlur />
    </>
  );
}

function Dismiss() {
  const { general } = useText();
  return (
    <ToastTrigger>
      <Link as="button">{general.close}</Link>
    </ToastTrigger>
  );
}
