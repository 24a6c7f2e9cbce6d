import { fail } from '../../model/failures.ts';
import type { Answer, Exchange } from '../exchange.ts';

/** How many bytes of answers one organisation's clients may have asked for and not taken, a batch's until it is whole. */
const mostUntaken = 48 * 2 ** 20;
/** How many lists of one organisation are made at once in their usual order: what these come to is on top. */
const atOnce = 16;
/** Shorter answers are in the system's buffers, whether or not anybody reads them. */
const longBytes = 64 * 1024;

interface Organisation {
  untaken: number;
  /** How many lists are asked for and not answered, and how many of them have a turn here. */
  asked: number;
  making: number;
  readonly waiting: (() => void)[];
}

/** A list that is asked for, until its disposal. */
export interface Asked extends Disposable {
  /** Counts the answer until its client has it, or has gone. @throws Failure `unavailable` where others of the organisation's came first */
  made(answer: Answer, gone: Exchange['gone']): void;
}

/**
 * Bounds what the lists of one organisation take of memory, which is everybody's: a page has some 4 MB, a client may ask for thousands and read
 * none for a minute, and a batch of twenty is held until its last step.
 */
export class LongAnswers {
  readonly #organisations = new Map<string, Organisation>();

  /**
   * Resolves when a list may be made. Searches take turns at the database, where others of their organisation do not wait for them.
   * @throws Failure `unavailable` when the organisation's clients have to take what they asked for first
   */
  async ask(tenantId: string, isSearch: boolean): Promise<Asked> {
    const organisation = this.#organisations.get(tenantId) ?? { untaken: 0, asked: 0, making: 0, waiting: [] };
    this.#organisations.set(tenantId, organisation);
    organisation.asked++;
    if (!isSearch) await begin(organisation);
    const over = () => {
      if (!isSearch) end(organisation);
      organisation.asked--;
      this.#forget(tenantId, organisation);
    };
    try {
      refuseMore(organisation);
    } catch (error) {
      over();
      throw error;
    }
    return {
      made: ({ body }, gone) => {
        const bytes = body?.length ?? 0;
        if (bytes < longBytes || !gone || gone().aborted) return;
        refuseMore(organisation);
        organisation.untaken += bytes;
        gone().addEventListener('abort', () => {
          organisation.untaken -= bytes;
          this.#forget(tenantId, organisation);
        });
      },
      [Symbol.dispose]: over,
    };
  }

  #forget(tenantId: string, { untaken, asked }: Organisation): void {
    if (untaken === 0 && asked === 0) this.#organisations.delete(tenantId);
  }
}

function begin(organisation: Organisation): Promise<void> | undefined {
  if (organisation.making >= atOnce) return new Promise((resolve) => organisation.waiting.push(resolve));
  organisation.making++;
  return undefined;
}

function end(organisation: Organisation): void {
  const next = organisation.waiting.shift();
  if (next) next();
  else organisation.making--;
}

function refuseMore({ untaken }: Organisation): void {
  if (untaken < mostUntaken) return;
  const internal = `clients of the organisation have not taken ${untaken} bytes that they asked for`;
  throw fail('unavailable', { retryAfterSeconds: 1 }, { internal });
}
