import type { IncomingMessage, ServerResponse } from 'node:http';
import { isLoopback } from '../core/loopback.ts';
import type { RequestHandler } from '../http/front-door.ts';

/**
 * Whether a `Host` header names this machine, or what the developer calls it. Any other name may be that of a page in the browser
 * whose owner lets it lead to loopback (DNS rebinding), and which the browser then takes for the origin of what is answered.
 */
export function isKnownHost(host: string | undefined, publicOrigin: string | undefined): boolean {
  const hostname = URL.parse(`http://${host ?? ''}`)?.hostname;
  if (!hostname) return false;
  return isLoopback(hostname) || (publicOrigin !== undefined && hostname === URL.parse(publicOrigin)?.hostname);
}

// Clients that cannot be told another authority have these names mapped to loopback; no page of a stranger has them.
const authorities = ['login.microsoftonline.com', 'login.microsoft.com', 'login.windows.net', 'sts.windows.net'];

/** Lets `handler`, which gives tokens to whoever asks, answer under known names only. */
export function forKnownHosts(handler: RequestHandler, publicOrigin: string | undefined): RequestHandler {
  return (request: IncomingMessage, response: ServerResponse) => {
    const { host } = request.headers;
    const [name = ''] = (host ?? '').toLowerCase().split(':');
    if (isKnownHost(host, publicOrigin) || authorities.includes(name)) return handler(request, response);
    const text =
      'This sign-in is for programs of this machine: call it localhost, or set publicOrigin to the name that you call it by.\n';
    response
      .writeHead(403, { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' })
      .end(text);
  };
}
