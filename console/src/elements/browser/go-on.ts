import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';

/** Goes to another page once something is done; whoever has left meanwhile is where they want to be, and is left there. */
export function useGoOn(): (href: string) => void {
  const [, go] = useLocation();
  const here = useRef(false);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  return (href) => here.current && go(href);
}
