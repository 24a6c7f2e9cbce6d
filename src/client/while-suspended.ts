import { GraphFailure } from './graph-failure.ts';

/**
 * What an organisation is answered at Graph's own path, or, while it is suspended, at the path of `assist` that is open to it all the
 * same: those that end something, and show what is left to end.
 */
export async function unlessSuspended<T>(atGraph: () => Promise<T>, atAssist: () => Promise<T>): Promise<T> {
  try {
    return await atGraph();
  } catch (error) {
    if (!(error instanceof GraphFailure) || error.kind !== 'notServed') throw error;
    // Details are said by an assistd that knows the organisation; of any other it knows nothing to end.
    const [, detail] = error.facts.said ?? [];
    if (detail === undefined) throw error;
    return atAssist();
  }
}
