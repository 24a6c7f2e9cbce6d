import type { createServer as createHttpsServer } from 'node:https';
import { createServer, type Server } from 'node:net';

export type SecureServer = ReturnType<typeof createHttpsServer>;

/** A port that speaks TLS. */
export interface SecurePort {
  /** What opens the port. */
  readonly listener: Server;
  /** Who answers there. */
  server(): SecureServer;
}

/**
 * A port that `make` makes the server of.
 * @param late whether only for the first connection: loading TLS takes a tenth of a start
 */
export function securePort(make: () => SecureServer, late: boolean): SecurePort {
  if (!late) {
    const server = make();
    return { listener: server, server: () => server };
  }
  const listener = createServer({ noDelay: true });
  let made: SecureServer | undefined;
  const server = () => {
    // It takes the port over; what came before is handed to it.
    made ??= listener.listening ? make().listen(listener) : make();
    return made;
  };
  listener.on('connection', (socket) => server().emit('connection', socket));
  return { listener, server };
}
