import { AsyncLocalStorage } from 'node:async_hooks';
import type { Soon } from '../core/soon.ts';

const current = new AsyncLocalStorage<{ open: boolean }>();

/**
 * Runs the work of a transaction and refuses to begin another one inside it: on SQLite that would wait for itself, and on
 * PostgreSQL it would take a second connection while holding the first, which empties a pool until nobody moves.
 */
export function outermost<T>(work: () => Soon<T>): Soon<T> {
  if (current.getStore()?.open) {
    throw new Error('a transaction began inside another; pass the one that is open on instead');
  }
  const transaction = { open: true };
  const end = () => {
    transaction.open = false;
  };
  let result: Soon<T>;
  try {
    result = current.run(transaction, work);
  } catch (error) {
    end();
    throw error;
  }
  if (result instanceof Promise) return result.finally(end);
  end();
  return result;
}
