import { fail } from '../model/failures.ts';
import type { Answer, Exchange } from './exchange.ts';

/** How many bytes of answers one organisation's clients may have asked for and not taken, a batch's until it is whole. */
const mostUntaken = 48 * 2 ** 20;
/** How many lists of one organisation are made at once: what these come to is on top. */
const atOnce = 16;
/** Shorter answers are in the system's buffers, whether or not anybody reads them. */
const longBytes = 64 * 1024;

interface Organisation {
  untaken: number;
  making: number;
  readonly waiting: (() => void)[];
}

/** A list's turn to be made; its disposal is the next one's beginning. */
export interface Turn extends Disposable {
  /** Counts the answer until its client has it, or has gone. */
  made(answer: Answer, gone: Exchange['gone']): void;
}

/**
 * Bounds what the lists of one organisation take of memory, which is everybody's: a page has some 4 MB, a client may ask for thousands and read
 * none for a minute, and a batch of twenty is held until its last step.
 */
export class LongAnswers {
  readonly #organisations = new Map<string, Organisation>();

  /** @throws Failure `unavailable` when the organisation's clients have to take what they asked for first */
  async turn(tenantId: string): Promise<Turn> {
    const organisation = this.#organisations.get(tenantId) ?? { untaken: 0, making: 0, waiting: [] };
    this.#organisations.set(tenantId, organisation);
    if (organisation.making < atOnce) organisation.making++;
    else await new Promise<void>((begin) => organisation.waiting.push(begin));
    const end = () => {
      const begin = organisation.waiting.shift();
      if (begin) return begin();
      organisation.making--;
      this.#forget(tenantId, organisation);
    };
    if (organisation.untaken >= mostUntaken) {
      end();
      const internal = `clients of the organisation have not taken ${organisation.untaken} bytes that they asked for`;
      throw fail('unavailable', { retryAfterSeconds: 1 }, { internal });
    }
    return {
      made: ({ body }, gone) => {
        const bytes = body?.length ?? 0;
        if (bytes < longBytes || !gone || gone().aborted) return;
        organisation.untaken += bytes;
        gone().addEventListener('abort', () => {
          organisation.untaken -= bytes;
          this.#forget(tenantId, organisation);
        });
      },
      [Symbol.dispose]: end,
    };
  }

  #forget(tenantId: string, { untaken, making }: Organisation): void {
    if (untaken === 0 && making === 0) this.#organisations.delete(tenantId);
  }
}
