import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, Suspense, useEffect } from 'react';
import { Route, Router, Switch, useLocation } from 'wouter';
import { Loading } from '../elements/page/loading.tsx';
import { PageBoundary } from '../elements/page/page-boundary.tsx';
import { PageHeader } from '../elements/page/page-header.tsx';
import { useText } from '../text/text.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { innerRoutes, loadAllPages, routes } from './routes.tsx';

/** The page that the address bar names. */
export function Pages() {
  const [location] = useLocation();
  const queries = useQueryClient();
  const { general } = useText();
  const titled = (failure: ReactNode) => (
    <>
      <PageHeader title={general.unavailable} />
      {failure}
    </>
  );
  useEffect(() => {
    // Safari has learned to tell when it is idle only lately.
    if (!('requestIdleCallback' in window)) return loadTheRest();
    const waiting = requestIdleCallback(loadTheRest, { timeout: 5000 });
    return () => cancelIdleCallback(waiting);
  }, []);
  return (
    <PageBoundary of={location} frame={titled} again={() => queries.removeQueries({ type: 'inactive' })}>
      <Suspense fallback={<Loading />}>
        <Switch>
          {routes.map(({ name, path, Page }) => (
            <Route key={name} path={path}>
              <Page />
            </Route>
          ))}
          {innerRoutes.map(({ path, Page }) => (
            <Route key={path} path={path}>
              <Page />
            </Route>
          ))}
          <Route>
            <NotFoundPage />
          </Route>
        </Switch>
      </Suspense>
    </PageBoundary>
  );
}

/** What the first page does without, so that nobody waits for it later. */
function loadTheRest(): void {
  loadAllPages();
  import('./search-dialog.tsx').catch(() => {});
}

/** Addresses are below `/console`. */
export function ConsoleRouter({ children }: { readonly children: ReactNode }) {
  return <Router base="/console">{children}</Router>;
}
