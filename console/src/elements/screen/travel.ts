import { useEffect, useEffectEvent } from 'react';

/** Where somebody stays who goes back or forward: while it is set. */
let held: string | undefined;

// It is there before the router's own, which browsers call after it: the page would be another by then.
addEventListener(
  'popstate',
  (event) => {
    if (held === undefined) return;
    event.stopImmediatePropagation();
    history.pushState(null, '', held);
  },
  { capture: true },
);

/** Has whoever goes back or forward stay where they are. @returns what ends that */
export function hold(): () => void {
  held = location.href;
  return () => {
    held = undefined;
  };
}

/** Calls `leave` when somebody goes back or forward: what stands in front of the page is not in the address, and would stand in front of whatever comes. */
export function useTravel(leave: () => void): void {
  const left = useEffectEvent(leave);
  useEffect(() => {
    const go = () => left();
    addEventListener('popstate', go);
    return () => removeEventListener('popstate', go);
  }, []);
}
