import { useEffect, useEffectEvent } from 'react';

/** Calls `leave` when somebody goes back or forward: what stands in front of the page is not in the address, and would stand in front of whatever comes. */
export function useTravel(leave: () => void): void {
  const left = useEffectEvent(leave);
  useEffect(() => {
    const go = () => left();
    addEventListener('popstate', go);
    return () => removeEventListener('popstate', go);
  }, []);
}
