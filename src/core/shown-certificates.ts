import { X509Certificate } from 'node:crypto';
import { channel } from 'node:diagnostics_channel';
import type { Duplex } from 'node:stream';
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';

/** When a certificate holds, in milliseconds since 1970-01-01T00:00:00Z. */
export interface Validity {
  readonly from: number;
  /** It holds for no longer than those of the authorities that vouch for it. */
  readonly until: number;
  /** The authority whose own certificate ends before it, and so ends it. */
  readonly authority?: string;
}

interface Shown {
  /** Whose it is: a host, with its port where that is not the usual one; `sslcert of` a role of PostgreSQL. */
  readonly of: string;
  readonly validity: Validity;
}

const shown = channel('assistd:certificate');
// Of `fetch`, which says nothing of its connections (https://undici.nodejs.org/#/docs/api/DiagnosticsChannel).
const fetched = channel('undici:client:connected');

/** Of the first certificate of a PEM text, which is the one that is shown, with the authorities behind it; `undefined` where one cannot be read. */
export function validityOf(pem: string | Buffer): Validity | undefined {
  const blocks = String(pem).match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  try {
    return validityIn(blocks.map((block) => new X509Certificate(block)));
  } catch {
    return undefined;
  }
}

/** Tells whoever watches which certificate a server has shown, where it was what the connection was trusted by. */
export function tellShown(of: string, socket: Duplex): void {
  const secured = socket as TLSSocket;
  // A session that is taken up again shows nothing but its first certificate; the others were told when it began.
  if (!shown.hasSubscribers || !secured.authorized || secured.isSessionReused()) return;
  const now = Date.now();
  // What has ended is not what it was trusted by: servers go on sending old signatures of newer authorities.
  const chain = chainOf(secured).filter((each, index) => index === 0 || timesOf(each).until > now);
  const validity = validityIn(chain);
  if (validity) shown.publish({ of, validity } satisfies Shown);
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

/** What a server has shown, and behind it what this process knows of who vouches for it. */
function chainOf(socket: TLSSocket): X509Certificate[] {
  const chain: X509Certificate[] = [];
  let each: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  // The last one vouches for itself.
  while (each?.raw !== undefined && !chain.some(({ raw }) => each?.raw.equals(raw))) {
    chain.push(new X509Certificate(each.raw));
    each = each.issuerCertificate;
  }
  return chain;
}

function validityIn([own, ...authorities]: readonly X509Certificate[]): Validity | undefined {
  if (own === undefined) return undefined;
  let validity: Validity = timesOf(own);
  for (const authority of authorities) {
    const { until } = timesOf(authority);
    if (until < validity.until) validity = { ...validity, until, authority: nameOf(authority) };
  }
  return validity;
}

function timesOf({ validFromDate, validToDate }: X509Certificate): Validity {
  return { from: validFromDate.getTime(), until: validToDate.getTime() };
}

function nameOf({ subject }: X509Certificate): string {
  return /^CN=(.*)$/m.exec(subject)?.[1] ?? subject.replaceAll('\n', ', ');
}
