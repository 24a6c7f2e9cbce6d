import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { CompiledQuery, QueryResult } from 'kysely';
import { databaseUnavailable } from '../unavailable.ts';
import { rowsOf, type TimedConnection } from './connection.ts';
import type { SearchReply, SearchRequest, SearchThreadStart } from './search-message.ts';
import { asTrouble } from './trouble.ts';

interface Asked {
  readonly resolve: (reply: SearchReply) => void;
  readonly reject: (reason: unknown) => void;
}

const usualMs = 5000;

/**
 * Runs statements of unknown length on a thread of their own, one after another, so that whoever is answered meanwhile does not wait for
 * them. The thread is started by the first, and again after it was lost.
 */
export class SearchThread implements TimedConnection {
  readonly #file: string;
  readonly #givenUp = new Int32Array(new SharedArrayBuffer(4));
  readonly #asked = new Map<number, Asked>();
  #worker: Worker | undefined;
  #number = 0;

  constructor(file: string) {
    this.#file = file;
  }

  /** @param gone ends the statement: nobody waits for it any more */
  async executeQuery<Row>(
    { sql, parameters }: CompiledQuery,
    limitMs = usualMs,
    gone?: AbortSignal,
  ): Promise<QueryResult<Row>> {
    this.#number = (this.#number + 1) & 0x7fffffff;
    const request: SearchRequest = { number: this.#number, sql, parameters, limitMs };
    const giveUp = () => Atomics.store(this.#givenUp, 0, request.number);
    gone?.addEventListener('abort', giveUp, { once: true });
    try {
      const reply = await this.#ask(request);
      if ('found' in reply) return { rows: rowsOf<Row>(reply.found) };
      if ('unavailable' in reply) throw databaseUnavailable(reply.unavailable.replace(/^database: /, ''));
      const error = reply.error instanceof Error ? reply.error : new Error(String(reply.error));
      throw asTrouble(Object.assign(error, { errcode: reply.errcode })) ?? error;
    } finally {
      gone?.removeEventListener('abort', giveUp);
    }
  }

  // biome-ignore lint/correctness/useYield: the interface asks for a generator, and nothing here streams.
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('SQLite queries are not streamed; read in pages');
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #ask(request: SearchRequest): Promise<SearchReply> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    return new Promise((resolve, reject) => {
      this.#asked.set(request.number, { resolve, reject });
      worker.ref();
      worker.postMessage(request);
    });
  }

  #start(): Worker {
    const workerData: SearchThreadStart = { file: this.#file, givenUp: this.#givenUp };
    // The package has the same files in JavaScript.
    const worker = new Worker(new URL(`./search-worker${extname(import.meta.url)}`, import.meta.url), { workerData });
    worker.on('message', (reply: SearchReply) => {
      this.#asked.get(reply.number)?.resolve(reply);
      this.#asked.delete(reply.number);
      // Nothing that is asked keeps the process from ending.
      if (this.#asked.size === 0) worker.unref();
    });
    worker.on('error', (error) => this.#lost(worker, error));
    worker.on('exit', () => this.#lost(worker));
    return worker;
  }

  #lost(worker: Worker, error?: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    const failure = databaseUnavailable('the thread of searches has ended', error);
    for (const { reject } of this.#asked.values()) reject(failure);
    this.#asked.clear();
  }
}
