import type { Database } from '../store/database.ts';
import type { Answer, Surface } from './exchange.ts';

const headers = { 'Content-Type': 'application/json' };

/** `/health/live`: the process answers. `/health/ready`: it can also serve, because its database does. */
export function createHealth(database: Database, stopping: AbortSignal): Surface {
  return async ({ path }) => {
    if (/^\/+health\/live\/?$/i.test(path)) return told(200, 'live');
    if (!/^\/+health\/ready\/?$/i.test(path)) return told(404, 'unknown');
    if (stopping.aborted) return told(503, 'stopping');
    try {
      await database.ping();
      return told(200, 'ready');
    } catch {
      return told(503, 'database unavailable');
    }
  };
}

function told(status: number, state: string): Answer {
  return { status, headers, body: JSON.stringify({ status: state }) };
}
