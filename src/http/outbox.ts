import type { ServerResponse } from 'node:http';

interface Ready {
  readonly response: ServerResponse;
  readonly status: number;
  readonly head: string[];
  readonly body: string | Buffer | undefined;
}

/**
 * Answers that are ready in one turn of the event loop are written together, at its end. Each write wakes whoever waits for it, which on a
 * machine with few cores takes the processor away from the next answer: written together, a request costs half (`bench/where-the-time-goes.md`).
 */
export class Outbox {
  #ready: Ready[] = [];

  put(response: ServerResponse, status: number, head: string[], body: string | Buffer | undefined): void {
    if (this.#ready.length === 0) setImmediate(this.#flush);
    this.#ready.push({ response, status, head, body });
  }

  readonly #flush = (): void => {
    const ready = this.#ready;
    this.#ready = [];
    for (const { response, status, head, body } of ready) {
      try {
        response.writeHead(status, head).end(body);
      } catch (error) {
        // One client loses its connection; the answers behind it are not held up.
        process.emitWarning(error instanceof Error ? error : String(error));
        response.destroy();
      }
    }
  };
}
