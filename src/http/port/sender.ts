import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import proxyAddress from '@fastify/proxy-addr';

/** Who sent a request, and by which origin it came. */
export interface Sender {
  readonly address: string | undefined;
  /** `https://host:port` */
  readonly origin: string;
}

/**
 * Reads the sender of requests. `X-Forwarded-For`, `-Proto` and `-Host` count as far as they come from trusted proxies.
 *
 * @param trustedProxies addresses, CIDR ranges, or `loopback`
 * @param publicOrigin the origin of every request, where one is set
 * @throws TypeError for a proxy that is none of these
 */
export function senders(
  trustedProxies: readonly string[],
  publicOrigin: string | undefined,
): (request: IncomingMessage) => Sender {
  const direct = (request: IncomingMessage): Sender => {
    const scheme = 'encrypted' in request.socket && (request.socket as TLSSocket).encrypted ? 'https' : 'http';
    return {
      address: request.socket.remoteAddress,
      origin: publicOrigin ?? `${scheme}://${request.headers.host ?? ''}`,
    };
  };
  if (trustedProxies.length === 0) return direct;
  const trusts = proxyAddress.compile([...trustedProxies]);
  return (request) => {
    const socketAddress = request.socket.remoteAddress;
    const sender = direct(request);
    if (socketAddress === undefined || !trusts(socketAddress, 0)) return sender;
    const scheme = lastOf(request.headers['x-forwarded-proto'])?.toLowerCase() ?? schemeOf(sender.origin);
    const host = lastOf(request.headers['x-forwarded-host']) ?? request.headers.host ?? '';
    const address = proxyAddress(request, trusts);
    return {
      // Who comes from a trusted address can forward for anything.
      address: anyAddress.test(address) ? address : socketAddress,
      origin: publicOrigin ?? `${scheme}://${host}`,
    };
  };
}

/** An address, with its port where the proxy adds that; RFC 7239, section 6, has names for those that are not told. */
const anyAddress = /^[\w.:%[\]-]{1,64}$/;

function schemeOf(origin: string): string {
  return origin.slice(0, origin.indexOf(':'));
}

/** What the nearest proxy added, which is the one that is trusted. */
function lastOf(header: string | string[] | undefined): string | undefined {
  return (
    String(header ?? '')
      .split(',')
      .at(-1)
      ?.trim() || undefined
  );
}
