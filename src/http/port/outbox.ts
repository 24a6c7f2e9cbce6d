import type { ServerResponse } from 'node:http';
import { atEndOfTurn } from '../../core/give-way.ts';
import { Pieces } from '../../core/pieces.ts';

/** An answer whose head and body are made. */
export interface Ready {
  readonly response: ServerResponse;
  readonly status: number;
  /** Names and values in turn, as `writeHead` takes them fastest. */
  readonly head: string[];
  readonly body: string | Buffer | Pieces | undefined;
}

/**
 * Answers that are ready in one turn of the event loop are written together, at its end. Each write wakes whoever waits for it, which on a
 * machine with few cores takes the processor away from the next answer: written together, a request costs half (`bench/where-the-time-goes.md`).
 */
export class Outbox {
  #ready: Ready[] = [];

  put(ready: Ready): void {
    if (this.#ready.length === 0) atEndOfTurn(this.#flush);
    this.#ready.push(ready);
  }

  readonly #flush = (): void => {
    const ready = this.#ready;
    this.#ready = [];
    for (const { response, status, head, body } of ready) {
      try {
        response.writeHead(status, head);
        if (body instanceof Pieces) endWith(response, body);
        else response.end(body);
      } catch (error) {
        // One client loses its connection; the answers behind it are not held up.
        process.emitWarning(error instanceof Error ? error : String(error));
        response.destroy();
      }
    }
  };
}

/** Its memory is given back when the system has taken it all. */
function endWith(response: ServerResponse, body: Pieces): void {
  for (const buffer of body.buffers) response.write(buffer);
  response.end(() => body.giveBack());
}
