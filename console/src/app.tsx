import { QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Pages } from './shell/pages.tsx';
import { Shell } from './shell/shell.tsx';
import { FrontPage } from './sign-in/front-page.tsx';
import type { Start } from './sign-in/start.ts';
import { createQueryClient } from './wire/queries.ts';
import { createWire, WireContext } from './wire/wire.ts';

const queries = createQueryClient();

/** The whole console: a page in front until somebody is signed in, then the shell with its pages. */
export function App({ starting }: { readonly starting: Promise<Start> }) {
  const [begun, setBegun] = useState<Start & { wire?: ReturnType<typeof createWire> }>();
  useEffect(() => {
    void starting.then((start) =>
      setBegun(start.kind === 'signedIn' ? { ...start, wire: createWire(start.session) } : start),
    );
  }, [starting]);
  if (begun?.kind !== 'signedIn' || !begun.wire) return <FrontPage start={begun} />;
  return (
    <WireContext value={begun.wire}>
      <QueryClientProvider client={queries}>
        <Shell session={begun.session} version={begun.version}>
          <Pages />
        </Shell>
      </QueryClientProvider>
    </WireContext>
  );
}
