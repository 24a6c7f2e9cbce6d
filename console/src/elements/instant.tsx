import { useEffect, useState } from 'react';
import { useFormat, useText } from '../text/text.tsx';
import { isUnset } from '../wire/odata.ts';

/** A point in time: how long ago, and exactly when on demand. */
export function Instant({ iso, exact }: { readonly iso: string | null | undefined; readonly exact?: boolean }) {
  const format = useFormat();
  const { general } = useText();
  const [, tick] = useState(0);
  useEffect(() => {
    if (exact) return undefined;
    const timer = setInterval(() => tick((count) => count + 1), 30_000);
    return () => clearInterval(timer);
  }, [exact]);
  if (!iso || isUnset(iso)) return <span>{general.never}</span>;
  const whole = format.dateTime(iso);
  return (
    <time dateTime={iso} title={whole}>
      {exact ? whole : format.relative(iso)}
    </time>
  );
}
