import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import { nodeHttps, nodeTls } from '../../core/node-tls.ts';
import type { Secret } from '../../core/secret.ts';
import { tellShown } from '../../core/shown-certificates.ts';
import { PartnerFailure } from '../partner-failure.ts';

/** How the certificate of a server is known: by who issued it, or by itself. The machine's authorities unless told. */
export interface Trust {
  /** PEM of the authorities that count. */
  readonly ca?: string;
  /** SHA-256 of the certificate, in hexadecimal; colons and case do not matter. With it no authority is asked. */
  readonly fingerprint?: string;
}

export interface ServerOptions extends Trust {
  /** `https://mesh.contoso.example`. */
  readonly url: string;
  /** The domain on a server with several; the default domain unless told. */
  readonly domain?: string;
  /** One of `loginKey` in the server's config.json: without it the server does not even ask who somebody is. */
  readonly loginKey?: Secret;
}

/** A MeshCentral server: its addresses, and connections to it on which nothing is said before its certificate is known to be right. */
export class Server {
  readonly base: URL;
  readonly domain: string;
  readonly #loginKey: Secret | undefined;
  readonly #trust: Trust;

  /** @throws RangeError when `url` is no https URL */
  constructor({ url, domain = '', loginKey, ...trust }: ServerOptions) {
    const base = URL.parse(url);
    if (base?.protocol !== 'https:') throw new RangeError(`url must be an https URL; it is ${JSON.stringify(url)}`);
    this.base = base;
    this.domain = domain;
    this.#loginKey = loginKey;
    this.#trust = trust;
  }

  /** What no message may repeat. */
  get secrets(): readonly Secret[] {
    return this.#loginKey === undefined ? [] : [this.#loginKey];
  }

  /** The page where people sign in. */
  get page(): string {
    return this.#address('', this.base.protocol).href;
  }

  /** Where control sockets are opened; `withKey` false to see whether the server insists on its key. */
  control(withKey: boolean): string {
    const url = this.#address('control.ashx', 'wss:');
    if (withKey && this.#loginKey !== undefined) url.searchParams.set('key', this.#loginKey.reveal());
    return url.href;
  }

  /** The server's own idea of its address may be another one than ours, behind a proxy. @throws PartnerFailure when it is no address */
  link(url: string): string {
    const parsed = URL.parse(url, this.base.href);
    if (!parsed || !/^https?:$/.test(parsed.protocol))
      throw new PartnerFailure('broken', 'the link of a share is no address');
    const link = new URL(this.base);
    [link.pathname, link.search] = [parsed.pathname, parsed.search];
    return link.href;
  }

  /** What the server answers for a page of its own, 404 for a link that is gone. Needs no sign-in. */
  status(url: string, signal: AbortSignal): Promise<number> {
    return new Promise((resolve, reject) => {
      const asked = nodeHttps().request(url, { createConnection: this.connect, signal }, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
        answer.destroy();
      });
      asked.on('error', reject);
      asked.end();
    });
  }

  /** `createConnection` of Node's requests: gives the socket when the certificate was looked at, and not before. */
  readonly connect = (_: unknown, done: (error: Error | null, socket: Socket) => void): undefined => {
    const { hostname, port } = this.base;
    const host = hostname.replace(/^\[(.*)\]$/, '$1');
    const { ca, fingerprint } = this.#trust;
    const socket: TLSSocket = nodeTls().connect({
      host,
      port: Number(port || 443),
      ALPNProtocols: ['http/1.1'],
      rejectUnauthorized: fingerprint === undefined,
      ...(ca !== undefined && { ca }),
      // A server name is never an address (RFC 6066, section 3).
      ...(!/^[\d.]+$|:/.test(host) && { servername: host }),
    });
    const failed = (error: Error) => done(error, socket);
    socket.once('error', failed);
    socket.once('secureConnect', () => {
      socket.removeListener('error', failed);
      // One that is known by itself may have ended.
      if (fingerprint === undefined) tellShown(this.base.host, socket);
      if (fingerprint === undefined || isOf(socket.getPeerCertificate(), fingerprint)) return done(null, socket);
      socket.destroy();
      done(new CertificateDiffers(), socket);
    });
  };

  #address(path: string, protocol: string): URL {
    const url = new URL(this.domain === '' ? `/${path}` : `/${this.domain}/${path}`, this.base);
    url.protocol = protocol;
    return url;
  }
}

class CertificateDiffers extends Error {
  readonly code = 'ASSISTD_FINGERPRINT';
}

function isOf({ raw }: PeerCertificate, fingerprint: string): boolean {
  return createHash('sha256').update(raw).digest('hex') === fingerprint.replaceAll(':', '').toLowerCase();
}
