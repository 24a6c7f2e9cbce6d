import { AsyncLocalStorage } from 'node:async_hooks';

const current = new AsyncLocalStorage<{ open: boolean }>();

/**
 * Runs the work of a transaction and refuses to begin another one inside it: on SQLite that would wait for itself, and on
 * PostgreSQL it would take a second connection while holding the first, which empties a pool until nobody moves.
 */
export async function outermost<T>(work: () => Promise<T>): Promise<T> {
  if (current.getStore()?.open) {
    throw new Error('a transaction began inside another; pass the one that is open on instead');
  }
  const transaction = { open: true };
  try {
    return await current.run(transaction, work);
  } finally {
    transaction.open = false;
  }
}
