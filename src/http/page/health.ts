import type { Answer, Surface } from '../exchange.ts';
import type { Readiness } from './readiness.ts';

const headers = { 'Content-Type': 'application/json' };

/** `/health/live`: the process answers. `/health/ready`: it can also serve, because all that it needs for that works. */
export function createHealth(readiness: Readiness, stopping: AbortSignal): Surface {
  return async ({ path }) => {
    if (/^\/+health\/live\/?$/i.test(path)) return told(200, 'live');
    if (!/^\/+health\/ready\/?$/i.test(path)) return told(404, 'unknown');
    if (stopping.aborted) return told(503, 'stopping');
    const [broken] = await readiness.look();
    return broken === undefined ? told(200, 'ready') : told(503, `${broken} unavailable`);
  };
}

/** What is said of a process that has nothing to serve yet, or no more: it lives, so that nobody ends it for that. */
export function healthWithout(state: 'starting' | 'stopping'): Surface {
  return async ({ path }) => (/^\/+health\/live\/?$/i.test(path) ? told(200, 'live') : told(503, state));
}

function told(status: number, state: string): Answer {
  return { status, headers, body: JSON.stringify({ status: state }) };
}
