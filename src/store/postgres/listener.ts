import type pg from 'pg';
import type { Clock } from '../../core/clock.ts';
import type { Log } from '../../core/log.ts';

const channel = 'assistd_due';
const reconnectMs = 1000;

/**
 * Carries word of due obligations between replicas with LISTEN and NOTIFY, on a connection of its own. Word is sent after the commit
 * and not inside the transaction, where all that notify would commit one after another (PostgreSQL takes a lock on its queue); what
 * is lost in between, with a replica that dies, the others find by looking.
 */
export class PostgresListener implements AsyncDisposable {
  readonly #newClient: () => pg.Client;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #heard: () => void;
  readonly #closing = new AbortController();
  readonly #running: Promise<void>;
  #client: pg.Client | undefined;
  #notifying: Promise<unknown> | undefined;
  #again = false;

  constructor(newClient: () => pg.Client, clock: Clock, log: Log, heard: () => void) {
    this.#newClient = newClient;
    this.#clock = clock;
    this.#log = log;
    this.#heard = heard;
    this.#running = this.#run();
  }

  /** Tells the other replicas; many calls at once are one word. */
  notify(): void {
    if (!this.#client) return;
    if (this.#notifying) {
      this.#again = true;
      return;
    }
    this.#again = false;
    this.#notifying = this.#client.query(`NOTIFY ${channel}`).then(
      () => this.#notified(),
      () => this.#notified(),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  #notified(): void {
    this.#notifying = undefined;
    if (this.#again) this.notify();
  }

  async #run(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      const client = this.#newClient();
      const ended = Promise.withResolvers<void>();
      client.on('error', () => ended.resolve());
      client.on('end', () => ended.resolve());
      client.on('notification', ({ processId }) => {
        // Our own word comes back to us; our own runner was woken when it was sent.
        if (processId !== (client as { processID?: number }).processID) this.#heard();
      });
      try {
        await client.connect();
        await client.query(`LISTEN ${channel}`);
        this.#client = client;
        // Word that was sent while nobody listened is made up for.
        this.#heard();
        const closing = new Promise<void>((resolve) => {
          this.#closing.signal.addEventListener('abort', () => resolve(), { once: true });
          if (this.#closing.signal.aborted) resolve();
        });
        await Promise.race([ended.promise, closing]);
      } catch (error) {
        this.#log.warn({ err: error }, 'the connection that listens for due work failed');
      }
      this.#client = undefined;
      await this.#notifying;
      await client.end().catch(() => {});
      await this.#clock.wait(reconnectMs, this.#closing.signal);
    }
  }
}
