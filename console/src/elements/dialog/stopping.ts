import { useEffect, useState } from 'react';
import { hold } from '../screen/travel.ts';

/**
 * What takes long and is done piece by piece: the person stops it between two. Going back or forward within the console leaves it where
 * it is, in front; who leaves it all the same has stopped it.
 *
 * @param running what stops it, while it runs
 */
export function useStopping(running: AbortController | undefined): {
  readonly stop: () => void;
  /** Whether the last piece is waited for. */
  readonly stopping: boolean;
} {
  const [stopped, setStopped] = useState<AbortController>();
  useEffect(() => {
    if (!running) return undefined;
    const letGo = hold();
    return () => {
      letGo();
      // What is over by then is not touched by it.
      running.abort();
    };
  }, [running]);
  const stop = () => {
    running?.abort();
    setStopped(running);
  };
  return { stop, stopping: running !== undefined && stopped === running };
}
