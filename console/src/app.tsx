import { QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { PageBoundary } from './elements/page/page-boundary.tsx';
import { Pages } from './shell/pages.tsx';
import { Shell } from './shell/shell.tsx';
import { FrontCard, FrontPage } from './sign-in/front-page.tsx';
import { SessionContext } from './sign-in/signed-in.ts';
import type { Start } from './sign-in/start.ts';
import { useText } from './text/text.tsx';
import { GraphContext, graphOf } from './wire/graph.ts';
import { createQueryClient } from './wire/queries.ts';

const queries = createQueryClient();

/** The whole console: a page in front until somebody is signed in, then the shell with its pages. */
export function App({ starting }: { readonly starting: Promise<Start> }) {
  const [begun, setBegun] = useState<Start & { graph?: ReturnType<typeof graphOf> }>();
  const { general } = useText();
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
          <PageBoundary
            of={begun.kind}
            frame={(failure) => <FrontCard title={general.unavailable}>{failure}</FrontCard>}
            again={() => queries.clear()}
          >
            <Shell version={begun.version}>
              <Pages />
            </Shell>
          </PageBoundary>
        </SessionContext>
      </QueryClientProvider>
    </GraphContext>
  );
}
