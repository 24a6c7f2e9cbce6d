import { randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import { isObject } from '../../core/json.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import { PartnerFailure } from '../partner-failure.ts';
import { demandMadeHere, refusedQuestion, TurnedAway } from './refusal.ts';
import type { Server } from './server.ts';
import {
  type Account,
  type Asking,
  connection,
  type Message,
  messages,
  type Received,
  signedIn,
  type UserInfo,
} from './sign-in.ts';

/** How the answer to a question is known. */
export interface Question {
  readonly action: string;
  readonly [member: string]: unknown;
}

/** Milliseconds; answers take 2 to 400 ms. */
const silenceMs = 3000;

/**
 * A signed-in socket to `control.ashx`. One question of a kind is asked at a time, because most answers do not say which question they
 * answer. Some refusals are silence: whoever does not answer a question and answers what was asked after it, refuses.
 */
export class Control {
  /** Of the account: `user//name`. */
  readonly userId: string;
  /** Site rights of the account. */
  readonly siteRights: number;
  /** The realms that the account manages others in; empty where it has none. */
  readonly realms: readonly string[];
  /** Resolves when the socket is over, however it ended. */
  readonly closed: Promise<void>;
  readonly #socket: WebSocket;
  readonly #asking: Asking;
  readonly #waiting = new Set<(message: Message) => void>();
  readonly #listeners = new Set<(event: Record<string, unknown>) => void>();
  readonly #lines = new Map<string, Promise<unknown>>();
  #isOver = false;

  /** @throws PartnerFailure; `grantGone` when the account is no more */
  static async open(label: string, server: Server, account: Account, signal: AbortSignal): Promise<Control> {
    const socket = await connection(server.control(true), server, account);
    const received = messages(socket, label);
    try {
      const asking = { label, secrets: [account.password, ...server.secrets] };
      const userinfo = await signedIn(asking, socket, received, signal);
      return new Control(asking, socket, received, userinfo);
    } catch (error) {
      // The server would leave it open for 30 s.
      socket.terminate();
      // A server that has moved lets it in all the same.
      if (error instanceof TurnedAway && error.reason === 'grantGone') demandMadeHere(account, server);
      throw error;
    }
  }

  private constructor(asking: Asking, socket: WebSocket, received: Received, { _id, siteadmin, groups }: UserInfo) {
    this.#asking = asking;
    this.#socket = socket;
    this.userId = _id;
    this.siteRights = siteadmin ?? 0;
    this.realms = groups ?? [];
    received.on = (message) => this.#hear(message);
    this.closed = new Promise((resolve) => {
      socket.once('close', () => {
        this.#isOver = true;
        resolve();
        for (const give of this.#waiting) give(gone);
      });
    });
  }

  get isOver(): boolean {
    return this.#isOver || this.#socket.readyState !== this.#socket.OPEN;
  }

  /**
   * Asks, and gives the answer. Where it refuses, by a message or by silence, that is a {@link PartnerFailure}.
   * @param answersAs the action of the answer, where it is another than the question's
   */
  ask(question: Question, signal: AbortSignal, answersAs = question.action): Promise<Message> {
    const before = this.#lines.get(answersAs) ?? Promise.resolve();
    const asked = before.then(() => this.#ask(question, signal, answersAs));
    this.#lines.set(
      answersAs,
      asked.catch(() => {}),
    );
    return asked;
  }

  /** Hears every event that the server pushes to the account, until the function that comes back is called. */
  listen(listener: (event: Record<string, unknown>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends it at once; the server is not waited for. */
  end(): void {
    this.#socket.terminate();
  }

  #hear(message: Message): void {
    if (message.action === 'event' && isObject(message.event)) {
      for (const listener of this.#listeners) listener(message.event);
    }
    for (const give of this.#waiting) give(message);
  }

  async #ask(question: Question, signal: AbortSignal, answersAs: string): Promise<Message> {
    const label = `${this.#asking.label}: ${question.action}`;
    const responseid = randomUUID();
    const answer = await this.#sent({ ...question, responseid }, label, signal, (message) => {
      if (message.responseid !== undefined) return message.responseid === responseid;
      return message.action === answersAs;
    });
    const { result } = answer;
    if (typeof result === 'string' && !isYes.test(result)) throw refusedQuestion({ ...this.#asking, label }, result);
    return answer;
  }

  #sent(question: Question, label: string, signal: AbortSignal, isAnswer: (message: Message) => boolean) {
    return new Promise<Message>((resolve, reject) => {
      const settle = (outcome: () => void) => {
        this.#waiting.delete(give);
        clearTimeout(timer);
        signal.removeEventListener('abort', aborted);
        outcome();
      };
      let isSilent = false;
      const give = (message: Message) => {
        if (message === gone) return fail(new PartnerFailure('unreachable', sentence('socketEnded', { call: label })));
        if (isAnswer(message)) return settle(() => resolve(message));
        if (isSilent && message.action === 'pong') {
          fail(new PartnerFailure('refused', sentence('refusedWithoutWord', { call: label }), { undone: false }));
        }
      };
      const fail = (failure: PartnerFailure) => {
        settle(() => reject(failure));
        // An answer that comes after all would be taken for that of the next question.
        this.end();
      };
      const aborted = () => fail(new PartnerFailure('timeout', sentence('noAnswerInTime', { call: label })));
      const timer = setTimeout(() => {
        isSilent = true;
        this.#send({ action: 'ping' });
      }, silenceMs);
      signal.addEventListener('abort', aborted, { once: true });
      this.#waiting.add(give);
      if (this.isOver) give(gone);
      else if (signal.aborted) aborted();
      else this.#send(question);
    });
  }

  #send(message: object): void {
    // What fails here closes the socket, and whoever waits hears that.
    this.#socket.send(JSON.stringify(message), () => {});
  }
}

/** `addmeshuser` and `removemeshuser` answer in words. */
const isYes = /^(ok$|Added user|Removed user)/i;

const gone: Message = { action: 'gone' };
