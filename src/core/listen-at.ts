import type { ListenOptions } from 'node:net';

// By name, Node before 24.19 would miss it.
const { BoundSocket, isIPv4 } = process.getBuiltinModule('node:net');

/**
 * What a server of Node is told to listen at. An address is bound at once, where Node can: told by its name, Node would look it up in a thread
 * of its own, and then compile an expression for IPv6, which together take longer than the rest of opening a port.
 * @throws Error with a `code`, where the address cannot be bound at once
 */
export function listenAt(host: string, port: number): ListenOptions {
  // Absent in an older Node, whatever its types say.
  const canBind = typeof BoundSocket === 'function' && isIPv4(host);
  return canBind ? { handle: new BoundSocket({ host, port }) } : { host, port };
}
