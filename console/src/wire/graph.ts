import { createContext, useContext } from 'react';
import { createGraph, type Graph } from '../../../src/client/graph.ts';
import { GraphFailure } from '../../../src/client/graph-failure.ts';
import { mePath } from '../../../src/client/resources.ts';
import { hearTime } from './service-clock.ts';

/** Where access tokens come from. */
export interface TokenSource {
  token(): Promise<string>;
  /**
   * A new token after one was refused.
   * @throws IssuerSilent where there may be one later; GraphFailure (`signedOut`) where the person has to sign in again
   */
  renew(): Promise<string>;
}

/** The issuer does not answer whoever wants a new token: nobody is signed out by it. */
export class IssuerSilent extends GraphFailure {
  constructor(origin: string, cause: unknown) {
    super('unreachable', { origin, reason: cause instanceof Error ? cause.message : String(cause) }, { cause });
  }
}

/** The service that gave this page, as the signed-in person may use it. */
export function graphOf(tokens: TokenSource): Graph {
  return createGraph({
    origin: location.origin,
    // Beta knows most of what the console shows.
    version: async () => 'beta',
    token: () => tokens.token(),
    renew: () => tokens.renew(),
    // Whoever looks at a page waits for seconds; beyond that they are told.
    longestPauseSeconds: 5,
    patienceSeconds,
    answered: hearTime,
    linksStayHere: true,
  });
}

/**
 * A network that is gone without a word, after a night's sleep say, would be waited for as long as the browser does: minutes. What tells whether
 * the service is there is little to ask for, and a change may be asked for again. Other questions may take as long as they take, and so
 * may a try at a partner.
 */
function patienceSeconds(method: string, address: string): number | undefined {
  if (address === mePath) return 20;
  return method === 'GET' || address.endsWith('/retry') ? undefined : 60;
}

export const GraphContext = createContext<Graph | undefined>(undefined);

export function useGraph(): Graph {
  const graph = useContext(GraphContext);
  if (!graph) throw new Error('useGraph is for what is shown to a person who is signed in');
  return graph;
}
