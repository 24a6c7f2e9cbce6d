import { syncBuiltinESMExports } from 'node:module';
import type { ConnectionOptions } from 'node:tls';
import { nodeTls } from '../../core/node-tls.ts';
import { graphHosts } from '../graph-hosts.ts';

/** Where connections are led, and which CA vouches there, PEM. */
export interface Interception {
  readonly port: number;
  readonly authority: string;
}

let current: Interception | undefined;

/**
 * Leads every TLS connection of this process to Graph or Entra here, until it is disposed of: `fetch`, `https` and all that is made of
 * them open theirs by `tls.connect`. Names and certificates stay as they are, so that a client sees nothing of it.
 *
 * @throws RangeError when another assistd of this process does so already
 */
export function intercept(interception: Interception): Disposable {
  if (current)
    throw new RangeError('intercept: another assistd of this process intercepts already; dispose of it first');
  current = interception;
  const tls = nodeTls();
  const { connect } = tls;
  const { port, authority } = interception;
  const led = (...given: unknown[]) => {
    const options = given.find((each): each is ConnectionOptions => typeof each === 'object' && each !== null);
    const host = options?.servername || options?.host;
    if (!options || host === undefined || !graphHosts.includes(host.toLowerCase())) {
      return Reflect.apply(connect, tls, given);
    }
    const { lookup: _, socket: throughProxy, ...kept } = options;
    // A proxy of the environment may have opened a tunnel to the real one; nothing goes through it.
    throughProxy?.destroy();
    const here = { ...kept, servername: host, host: '127.0.0.1', port, ca: [authority] };
    return Reflect.apply(connect, tls, [here, ...given.filter((each) => typeof each === 'function')]);
  };
  tls.connect = led as typeof connect;
  syncBuiltinESMExports();
  return {
    [Symbol.dispose]() {
      current = undefined;
      // Whoever has put something of their own over it since keeps that.
      if (tls.connect !== (led as typeof connect)) return;
      tls.connect = connect;
      syncBuiltinESMExports();
    },
  };
}
