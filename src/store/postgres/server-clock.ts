import type pg from 'pg';

/** SQL for milliseconds since 1970 by the server's clock, of this instant and not of the transaction's beginning. */
export const serverMilliseconds = '(extract(epoch FROM clock_timestamp()) * 1000)::float8';

/** The clock that replicas have in common: the server's, as its answers tell it. */
export class ServerClock {
  /** Milliseconds that the server's clock is ahead of this machine's; 0 as long as the way there and back may account for it. */
  aheadMs = 0;

  /** Asks a server nothing else. */
  async ask(client: pg.ClientBase): Promise<number> {
    await this.read(async () => lastValue(await client.query(`SELECT ${serverMilliseconds} AS server_ms`)));
    return this.aheadMs;
  }

  /** Asks with `ask`, whose answer holds {@link serverMilliseconds}; gives what it says. */
  async read(ask: () => Promise<number>): Promise<number> {
    const sent = Date.now();
    const milliseconds = await ask();
    const received = Date.now();
    this.aheadMs = milliseconds < sent ? milliseconds - sent : Math.max(0, milliseconds - received);
    return milliseconds;
  }
}

/** The time in the answer of the last of several statements that were sent together. */
export function lastValue(results: pg.QueryResult | pg.QueryResult[]): number {
  const last = [results].flat().at(-1);
  return Number(last?.rows[0]?.server_ms);
}
