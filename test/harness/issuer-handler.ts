import type { RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import { TLSSocket } from 'node:tls';
import type { DevelopmentIssuer } from '../../src/dev/issuer/issuer.ts';

/** The issuer on a server that has nothing else. */
export function issuerHandler(issuer: Pick<DevelopmentIssuer, 'answer'>): RequestListener {
  return async (request, response) => {
    try {
      const [path = '', ...search] = (request.url ?? '/').split('?');
      const scheme = request.socket instanceof TLSSocket ? 'https' : 'http';
      const told = await issuer.answer({
        method: request.method ?? 'GET',
        path,
        search: search.join('?'),
        // Only Set-Cookie comes as a list, and requests have none.
        headers: request.headers as Readonly<Record<string, string | undefined>>,
        origin: `${scheme}://${request.headers.host ?? ''}`,
        body: await text(request),
      });
      response.writeHead(told.status, told.headers).end(told.body);
    } catch {
      // The client gave up while it was sending.
      response.destroy();
    }
  };
}
