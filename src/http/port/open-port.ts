import type { AddressInfo, Server } from 'node:net';
import { listenAt } from '../../core/listen-at.ts';

/** One port to open, and the setting that names it. */
export interface Port {
  readonly scheme: 'http' | 'https';
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly setting: 'port' | 'tlsPort' | 'metricsPort';
}

/** A port cannot be opened. Names it, the setting that it comes from, and what would be right. */
class PortUnavailable extends Error {
  constructor({ host, port, setting }: Port, { code = 'unknown error', message }: NodeJS.ErrnoException) {
    const said = reasons[code]?.(host, setting) ?? message;
    super(`cannot listen on ${host.includes(':') ? `[${host}]` : host}:${port} (${setting}): ${said}`);
    this.name = 'PortUnavailable';
  }
}

const reasons: Readonly<Record<string, (host: string, setting: string) => string>> = {
  EADDRINUSE: (_, setting) =>
    `another program listens there; end it, or give ${setting} another number, 0 for any that is free`,
  EACCES: (_, setting) => `the system does not permit it; give ${setting} a number of 1024 or more`,
  EADDRNOTAVAIL: (host) => `${host} is no address of this machine`,
  ENOTFOUND: (host) => `the name ${host} is not known`,
};

/**
 * Opens the port.
 * @returns the origin that it is reached by
 * @throws {PortUnavailable}
 */
export function openPort(server: Server, asked: Port): Promise<string> {
  const { scheme, host, port } = asked;
  return new Promise((resolve, reject) => {
    const failed = (error: Error) => reject(new PortUnavailable(asked, error));
    server.once('error', failed);
    server.once('listening', () => {
      server.off('error', failed);
      const name = host === '127.0.0.1' || host === '::1' ? 'localhost' : host;
      resolve(`${scheme}://${name.includes(':') ? `[${name}]` : name}:${(server.address() as AddressInfo).port}`);
    });
    try {
      server.listen(listenAt(host, port));
    } catch (error) {
      failed(error as Error);
    }
  });
}
