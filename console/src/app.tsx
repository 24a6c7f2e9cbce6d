import { QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Pages } from './shell/pages.tsx';
import { Shell } from './shell/shell.tsx';
import { FrontPage } from './sign-in/front-page.tsx';
import { SessionContext } from './sign-in/signed-in.ts';
import type { Start } from './sign-in/start.ts';
import { GraphContext, graphOf } from './wire/graph.ts';
import { createQueryClient } from './wire/queries.ts';

const queries = createQueryClient();

/** The whole console: a page in front until somebody is signed in, then the shell with its pages. */
export function App({ starting }: { readonly starting: Promise<Start> }) {
  const [begun, setBegun] = useState<Start & { graph?: ReturnType<typeof graphOf> }>();
  useEffect(() => {
    void starting.then((start) =>
      setBegun(start.kind === 'signedIn' ? { ...start, graph: graphOf(start.session) } : start),
    );
  }, [starting]);
  if (begun?.kind !== 'signedIn' || !begun.graph) return <FrontPage start={begun} />;
  return (
    <GraphContext value={begun.graph}>
      <QueryClientProvider client={queries}>
        <SessionContext value={begun.session}>
          <Shell version={begun.version}>
            <Pages />
          </Shell>
        </SessionContext>
      </QueryClientProvider>
    </GraphContext>
  );
}
