import { Suspense, useEffect } from 'react';
import { Route, Router, Switch } from 'wouter';
import { ConfirmPage } from '../consent/confirm-page.tsx';
import { Loading } from '../elements/loading.tsx';
import { PageBoundary } from '../elements/page-boundary.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { loadAllPages, routes } from './routes.tsx';

/** The page that the address bar names. */
export function Pages() {
  useEffect(() => {
    // Safari has learned to tell when it is idle only lately.
    if (!('requestIdleCallback' in window)) return loadAllPages();
    const waiting = requestIdleCallback(loadAllPages, { timeout: 5000 });
    return () => cancelIdleCallback(waiting);
  }, []);
  return (
    <PageBoundary>
      <Suspense fallback={<Loading />}>
        <Switch>
          {routes.map(({ name, path, Page }) => (
            <Route key={name} path={path}>
              <Page />
            </Route>
          ))}
          <Route path="/connect">
            <ConfirmPage />
          </Route>
          <Route>
            <NotFoundPage />
          </Route>
        </Switch>
      </Suspense>
    </PageBoundary>
  );
}

/** Addresses are below `/console`. */
export function ConsoleRouter({ children }: { readonly children: React.ReactNode }) {
  return <Router base="/console">{children}</Router>;
}
