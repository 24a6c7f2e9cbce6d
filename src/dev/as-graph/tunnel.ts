import type { BindOptions } from '../../http/port/listen.ts';
import { graphHosts } from '../graph-hosts.ts';

/**
 * What a client's proxy does with `CONNECT` (RFC 9110, section 9.3.6): a tunnel to Graph or to Entra ends at our own TLS port, and there
 * is no other. So `HTTPS_PROXY` and the CA are all that a script needs, and nothing of it leaves this machine.
 */
export const tunnel: NonNullable<BindOptions['connect']> = ({ url = '' }, socket, head, secure) => {
  // Clients come and go as they like.
  socket.on('error', () => socket.destroy());
  const [, host = '', port] = /^(.*):(\d+)$/.exec(url) ?? [];
  if (!graphHosts.includes(host.toLowerCase()) || port !== '443') {
    const message = `assistd dev --as-graph is a proxy for ${graphHosts.join(', ')} on port 443 alone, not for ${url}. Put other hosts into NO_PROXY.\n`;
    socket.end(
      `HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(message)}\r\nConnection: close\r\n\r\n${message}`,
    );
    // What is not read does not end.
    socket.resume();
    return;
  }
  socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
  if (head.length > 0) socket.unshift(head);
  secure.emit('connection', socket);
};
