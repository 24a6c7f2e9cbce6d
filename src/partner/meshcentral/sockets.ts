import type { Clock } from '../../core/clock.ts';
import type { HostPolicy } from '../host/policy.ts';
import { Control, type Question } from './control.ts';
import type { Server } from './server.ts';
import type { Account, Message } from './sign-in.ts';

/** Milliseconds after its last use. */
const idleMs = 60_000;

/** What somebody asks as an account, on its one socket. */
export type Ask = (question: Question, answersAs?: string) => Promise<Message>;

/**
 * One control socket for each account that is used, opened when somebody asks, opened anew when it was cut, and ended by us when nobody
 * asks any more.
 */
export class Sockets implements AsyncDisposable {
  readonly #name: string;
  readonly #server: Server;
  readonly #policy: HostPolicy;
  readonly #clock: Clock;
  readonly #open = new Map<string, { readonly opening: Promise<Control>; control?: Control }>();
  readonly #used = new Map<Control, number>();
  readonly #over = new AbortController();

  constructor(name: string, server: Server, policy: HostPolicy, clock: Clock) {
    this.#name = name;
    this.#server = server;
    this.#policy = policy;
    this.#clock = clock;
  }

  /**
   * Runs `work` as an account; it may run more than once where it is `repeating`.
   * @throws PartnerFailure
   */
  as<T>(
    account: Account,
    what: string,
    kind: 'once' | 'repeating',
    work: (ask: Ask, control: Control) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const attempt = async (timedOut: AbortSignal) => {
      const control = await this.#control(account, timedOut);
      const leave = this.keep(control);
      try {
        return await work((question, answersAs) => control.ask(question, timedOut, answersAs), control);
      } finally {
        leave();
      }
    };
    return this.#policy.run(`${this.#name}: ${what}`, kind, attempt, signal);
  }

  /** Signs in on a socket of its own, and ends it: whether the account is let in now. @throws PartnerFailure */
  signIn<T>(
    account: Account,
    what: string,
    work: (control: Control, signal: AbortSignal) => Promise<T>,
    signal?: AbortSignal,
  ) {
    const label = `${this.#name}: ${what}`;
    const attempt = async (timedOut: AbortSignal) => {
      const control = await Control.open(label, this.#server, account, timedOut);
      try {
        return await work(control, timedOut);
      } finally {
        control.end();
      }
    };
    return this.#policy.run(label, 'repeating', attempt, signal);
  }

  /** The socket of an account: whoever asks while it is opened waits for the same. @throws PartnerFailure */
  #control(account: Account, signal: AbortSignal): Promise<Control> {
    const open = this.#open.get(account.user);
    if (open && !open.control?.isOver) return open.opening;
    const opening = Control.open(this.#name, this.#server, account, AbortSignal.any([signal, this.#over.signal]));
    const entry: { readonly opening: Promise<Control>; control?: Control } = { opening };
    this.#open.set(account.user, entry);
    const forget = () => {
      if (this.#open.get(account.user) === entry) this.#open.delete(account.user);
    };
    opening.then((control) => {
      entry.control = control;
      void control.closed.then(forget);
    }, forget);
    return opening;
  }

  /** Keeps a socket open until the function that comes back is called. */
  keep(control: Control): () => void {
    this.#used.set(control, (this.#used.get(control) ?? 0) + 1);
    return () => {
      const users = (this.#used.get(control) ?? 1) - 1;
      this.#used.set(control, users);
      if (users === 0) void this.#endWhenIdle(control);
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort();
    for (const { control } of this.#open.values()) control?.end();
  }

  async #endWhenIdle(control: Control): Promise<void> {
    await this.#clock.wait(idleMs, this.#over.signal);
    if (this.#used.get(control) !== 0) return;
    this.#used.delete(control);
    control.end();
  }
}
