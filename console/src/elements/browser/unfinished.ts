import { useIsMutating } from '@tanstack/react-query';
import { useEffect } from 'react';
import { mayAsk } from './unasked.ts';

/** While anything that was asked for is under way, on whatever page it was, the browser asks before the console is left. */
export function useUnfinished(): void {
  const isAsked = useIsMutating() > 0;
  useEffect(() => {
    if (!isAsked) return undefined;
    const ask = (event: BeforeUnloadEvent) => mayAsk() && event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [isAsked]);
}
