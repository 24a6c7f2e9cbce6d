import { X509Certificate } from 'node:crypto';
import { channel } from 'node:diagnostics_channel';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';

/** When a certificate holds, in milliseconds since 1970-01-01T00:00:00Z. */
export interface Validity {
  readonly from: number;
  readonly until: number;
}

interface Shown {
  /** Whose it is: a host, with its port where that is not the usual one; `sslcert of` a role of PostgreSQL. */
  readonly of: string;
  readonly validity: Validity;
}

const shown = channel('assistd:certificate');
// Of `fetch`, which says nothing of its connections (https://undici.nodejs.org/#/docs/api/DiagnosticsChannel).
const fetched = channel('undici:client:connected');

/** Of the first certificate of a PEM text, which is the one that is shown; `undefined` where none can be read. */
export function validityOf(pem: string | Buffer): Validity | undefined {
  try {
    return read(new X509Certificate(pem));
  } catch {
    return undefined;
  }
}

/** Tells whoever watches which certificate a server has shown, where it was what the connection was trusted by. */
export function tellShown(of: string, socket: Duplex): void {
  if (!shown.hasSubscribers || !(socket as TLSSocket).authorized) return;
  const certificate = (socket as TLSSocket).getPeerX509Certificate();
  if (certificate) shown.publish({ of, validity: read(certificate) } satisfies Shown);
}

/** Tells whoever watches which certificate we show to a server. */
export function tellOwn(of: string, pem: string | Buffer): void {
  const validity = shown.hasSubscribers ? validityOf(pem) : undefined;
  if (validity) shown.publish({ of, validity } satisfies Shown);
}

/** The certificates that were shown on connections of this process since this was made, by whose they are: of each the last one. */
export class ShownCertificates implements Disposable {
  readonly #shown = new Map<string, Validity>();

  constructor() {
    shown.subscribe(this.#note);
    fetched.subscribe(noteFetched);
  }

  get all(): ReadonlyMap<string, Validity> {
    return this.#shown;
  }

  [Symbol.dispose](): void {
    shown.unsubscribe(this.#note);
    fetched.unsubscribe(noteFetched);
  }

  readonly #note = (message: unknown): void => {
    const { of, validity } = message as Shown;
    this.#shown.set(of, validity);
  };
}

function noteFetched(message: unknown): void {
  const { connectParams, socket } = message as { connectParams: { host: string }; socket: Duplex };
  tellShown(connectParams.host, socket);
}

function read({ validFromDate, validToDate }: X509Certificate): Validity {
  return { from: validFromDate.getTime(), until: validToDate.getTime() };
}
