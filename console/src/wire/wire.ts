import { createContext, useContext } from 'react';
import { failureOf, RequestFailure } from './failure.ts';
import { nextAddress, type Page } from './odata.ts';

/** The service, as the signed-in person may use it. Every method throws {@link RequestFailure} and nothing else. */
export interface Wire {
  get<T>(address: string, signal?: AbortSignal): Promise<T>;
  post(address: string, body?: unknown): Promise<void>;
  /** The number that `/$count` answers. */
  count(address: string, signal?: AbortSignal): Promise<number>;
  /** Every page from `address` on. */
  pages<T>(address: string, signal?: AbortSignal): AsyncGenerator<Page<T>>;
}

/** Where access tokens come from. */
export interface TokenSource {
  token(): Promise<string>;
  /** A new token after one was refused; rejects when the person has to sign in again. */
  renew(): Promise<string>;
}

export function createWire(tokens: TokenSource): Wire {
  async function send(address: string, init: RequestInit, accept: string): Promise<Response> {
    const attempt = async (token: string) => {
      const headers = new Headers(init.headers);
      headers.set('Authorization', `Bearer ${token}`);
      headers.set('Accept', accept);
      headers.set('client-request-id', crypto.randomUUID());
      return fetch(address, { ...init, headers, cache: 'no-store', credentials: 'omit', redirect: 'error' });
    };
    const response = await reached(async () => {
      const first = await attempt(await tokens.token());
      return first.status === 401 ? attempt(await tokens.renew()) : first;
    });
    if (!response.ok) throw await failureOf(response);
    return response;
  }

  async function get<T>(address: string, signal?: AbortSignal): Promise<T> {
    const response = await send(address, signal ? { signal } : {}, 'application/json;odata.metadata=none');
    return reached(() => response.json() as Promise<T>);
  }

  return {
    get,
    async post(address, body) {
      const headers = body === undefined ? {} : { 'Content-Type': 'application/json' };
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      await send(address, { method: 'POST', headers, ...sent }, 'application/json');
    },
    async count(address, signal) {
      const response = await send(address, signal ? { signal } : {}, 'text/plain');
      return Number(await reached(() => response.text()));
    },
    async *pages<T>(address: string, signal?: AbortSignal) {
      for (let next: string | undefined = address; next !== undefined; ) {
        const page: Page<T> = await get<Page<T>>(next, signal);
        yield page;
        next = nextAddress(page);
      }
    },
  };
}

async function reached<T>(attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (cause) {
    if (cause instanceof RequestFailure) throw cause;
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new RequestFailure('unreachable', '', { cause });
  }
}

export const WireContext = createContext<Wire | undefined>(undefined);

export function useWire(): Wire {
  const wire = useContext(WireContext);
  if (!wire) throw new Error('useWire is for what is shown to a person who is signed in');
  return wire;
}
