import { useEffect, useState } from 'react';
import { whenSet } from '../../../../src/client/expression.ts';
import { useFormat, useText } from '../../text/text.tsx';

/** A point in time: how long ago, or exactly when; both on demand, also where there is no room for all of it. */
export function Instant({ iso, exact }: { readonly iso: string | null | undefined; readonly exact?: boolean }) {
  const format = useFormat();
  const { general } = useText();
  const [, tick] = useState(0);
  useEffect(() => {
    if (exact) return undefined;
    const timer = setInterval(() => tick((count) => count + 1), 30_000);
    return () => clearInterval(timer);
  }, [exact]);
  const set = whenSet(iso);
  if (set === undefined) return <span>{general.never}</span>;
  const [whole, ago] = [format.dateTime(set), format.relative(set)];
  return (
    <time dateTime={set} title={exact ? `${whole} · ${ago}` : whole}>
      {exact ? whole : ago}
    </time>
  );
}
