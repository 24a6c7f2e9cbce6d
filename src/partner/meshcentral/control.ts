import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';
import type { Secret } from '../../core/secret.ts';
import { PartnerFailure } from '../partner-failure.ts';
import { noConnection, refusedQuestion, refusedSignIn, TurnedAway } from './refusal.ts';
import type { Server } from './server.ts';

/** Who signs in. */
export interface Account {
  readonly user: string;
  readonly password: Secret;
}

/** Something that the server said. Its members are what the action says; nothing is documented. */
export interface Message {
  readonly action: string;
  readonly [member: string]: unknown;
}

/** How the answer to a question is known. */
export interface Question {
  readonly action: string;
  readonly [member: string]: unknown;
}

/** In bytes: 3 kB for a device with its details. */
const longestMessage = 256 * 1024 * 1024;

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
  readonly #label: string;
  readonly #waiting = new Set<(message: Message) => void>();
  readonly #listeners = new Set<(event: Record<string, unknown>) => void>();
  readonly #lines = new Map<string, Promise<unknown>>();
  #isOver = false;

  /** @throws PartnerFailure; `grantGone` when the account is no more */
  static async open(label: string, server: Server, account: Account, signal: AbortSignal): Promise<Control> {
    const socket = connection(server.control(true), server, account);
    const received = messages(socket, label);
    try {
      const userinfo = await signedIn(label, socket, received, signal);
      return new Control(label, socket, received, userinfo);
    } catch (error) {
      // The server would leave it open for 30 s.
      socket.terminate();
      throw error;
    }
  }

  private constructor(label: string, socket: WebSocket, received: Received, { _id, siteadmin, groups }: UserInfo) {
    this.#label = label;
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
    return this.#isOver || this.#socket.readyState !== WebSocket.OPEN;
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
    if (message.action === 'event' && isRecord(message.event)) {
      for (const listener of this.#listeners) listener(message.event);
    }
    for (const give of this.#waiting) give(message);
  }

  async #ask(question: Question, signal: AbortSignal, answersAs: string): Promise<Message> {
    const label = `${this.#label}: ${question.action}`;
    const responseid = randomUUID();
    const answer = await this.#sent({ ...question, responseid }, label, signal, (message) => {
      if (message.responseid !== undefined) return message.responseid === responseid;
      return message.action === answersAs;
    });
    const { result } = answer;
    if (typeof result === 'string' && !isYes.test(result)) throw refusedQuestion(label, result);
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
        if (message === gone)
          return fail(new PartnerFailure('unreachable', `${label}: the socket ended before the answer`));
        if (isAnswer(message)) return settle(() => resolve(message));
        if (isSilent && message.action === 'pong') {
          fail(new PartnerFailure('refused', `${label}: refused without a word`, { undone: false }));
        }
      };
      const fail = (failure: PartnerFailure) => {
        settle(() => reject(failure));
        // An answer that comes after all would be taken for that of the next question.
        this.end();
      };
      const aborted = () => fail(new PartnerFailure('timeout', `${label}: no answer in time`));
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

interface UserInfo {
  readonly _id: string;
  readonly siteadmin?: number;
  readonly groups?: readonly string[];
}

/** How somebody is turned away who says neither the server's key nor who they are: `nokey` where it insists on the key. */
export async function turnedAway(label: string, server: Server, signal: AbortSignal): Promise<string> {
  const socket = connection(server.control(false), server);
  try {
    await signedIn(label, socket, messages(socket, label), signal);
    return 'nothing';
  } catch (error) {
    if (error instanceof TurnedAway) return error.msg;
    throw error;
  } finally {
    socket.terminate();
  }
}

function connection(address: string, server: Server, account?: Account): WebSocket {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const headers = account && { 'x-meshauth': `${base64(account.user)},${base64(account.password.reveal())}` };
  return new WebSocket(address, {
    headers,
    createConnection: server.connect,
    perMessageDeflate: false,
    maxPayload: longestMessage,
    handshakeTimeout: 10_000,
  } as object);
}

/** Messages as they come in; there is somebody to hear each from the first on. */
interface Received {
  on: (message: Message) => void;
}

function messages(socket: WebSocket, label: string): Received {
  const received: Received = { on: () => {} };
  socket.on('message', (data) => {
    const message = parsed(String(data));
    if (message) received.on(message);
    else socket.emit('error', new PartnerFailure('broken', `${label}: what the server said is no message`));
  });
  socket.on('error', () => socket.terminate());
  return received;
}

function signedIn(label: string, socket: WebSocket, received: Received, signal: AbortSignal): Promise<UserInfo> {
  return new Promise((resolve, reject) => {
    const cancel = () => reject(new PartnerFailure('timeout', `${label}: no sign-in in time`));
    const unanswered = new PartnerFailure('unreachable', `${label}: the socket ended before the sign-in`);
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
    socket.once('error', (error) => reject(error instanceof PartnerFailure ? error : noConnection(label, error)));
    socket.once('close', () => reject(unanswered));
    received.on = ({ action, cause, msg, userinfo }) => {
      if (action === 'close') reject(refusedSignIn(label, String(cause), String(msg)));
      if (action === 'userinfo' && isRecord(userinfo) && typeof userinfo._id === 'string') {
        signal.removeEventListener('abort', cancel);
        resolve(userinfo as unknown as UserInfo);
      }
    };
  });
}

function parsed(text: string): Message | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) && typeof value.action === 'string' ? (value as Message) : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
