import type { WebSocket } from 'ws';
import { isObject, parsedJson } from '../../core/json.ts';
import type { Secret } from '../../core/secret.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import { redact } from '../host/answer.ts';
import { PartnerFailure } from '../partner-failure.ts';
import { noConnection, refusedSignIn, TurnedAway } from './refusal.ts';
import type { Server } from './server.ts';

/** Who signs in. */
export interface Account {
  readonly user: string;
  readonly password: Secret;
  /** The page of the server that it was made at; absent where somebody else made it. */
  readonly madeAt?: string;
}

/** Something that the server said. Its members are what the action says; nothing is documented. */
export interface Message {
  readonly action: string;
  readonly [member: string]: unknown;
}

export interface UserInfo {
  readonly _id: string;
  readonly siteadmin?: number;
  readonly groups?: readonly string[];
}

/** In bytes: 3 kB for a device with its details. */
const longestMessage = 256 * 1024 * 1024;

/** How somebody is turned away who says neither the server's key nor who they are: `nokey` where it insists on the key. */
export async function turnedAway(label: string, server: Server, signal: AbortSignal): Promise<string> {
  const socket = await connection(server.control(false), server);
  try {
    await signedIn({ label, secrets: server.secrets }, socket, messages(socket, label), signal);
    return 'nothing';
  } catch (error) {
    if (error instanceof TurnedAway) return error.msg;
    throw error;
  } finally {
    socket.terminate();
  }
}

export async function connection(address: string, server: Server, account?: Account): Promise<WebSocket> {
  // It loads TLS, which whoever has another partner need not wait for.
  const { WebSocket } = await import('ws');
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

/** What is asked, for messages, and what none of them may repeat. */
export interface Asking {
  readonly label: string;
  readonly secrets: readonly Secret[];
}

/** Messages as they come in; there is somebody to hear each from the first on. */
export interface Received {
  on: (message: Message) => void;
}

export function messages(socket: WebSocket, label: string): Received {
  const received: Received = { on: () => {} };
  socket.on('message', (data) => {
    const message = parsed(String(data));
    if (message) received.on(message);
    else socket.emit('error', new PartnerFailure('broken', sentence('noMessage', { call: label })));
  });
  socket.on('error', () => socket.terminate());
  return received;
}

/** Waits for the server's word on the account. @throws PartnerFailure */
export function signedIn(
  { label, secrets }: Asking,
  socket: WebSocket,
  received: Received,
  signal: AbortSignal,
): Promise<UserInfo> {
  return new Promise((resolve, reject) => {
    const cancel = () => reject(new PartnerFailure('timeout', sentence('signInTooLong', { call: label })));
    const unanswered = new PartnerFailure('unreachable', sentence('signInUnanswered', { call: label }));
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
    socket.once('error', (error) => reject(error instanceof PartnerFailure ? error : noConnection(label, error)));
    socket.once('close', () => reject(unanswered));
    received.on = ({ action, cause, msg, userinfo }) => {
      if (action === 'close') reject(refusedSignIn(label, redact(String(cause), secrets), String(msg), secrets));
      if (action === 'userinfo' && isObject(userinfo) && typeof userinfo._id === 'string') {
        signal.removeEventListener('abort', cancel);
        resolve(userinfo as unknown as UserInfo);
      }
    };
  });
}

function parsed(text: string): Message | undefined {
  const value = parsedJson(text);
  return isObject(value) && typeof value.action === 'string' ? (value as Message) : undefined;
}
