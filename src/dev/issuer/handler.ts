import { TLSSocket } from 'node:tls';
import type { Answer } from '../../http/exchange.ts';
import type { RequestHandler } from '../../http/front-door.ts';
import { json } from './answers.ts';
import { errorBody, refusal } from './entra-error.ts';
import type { IssuerRequest } from './issuing.ts';

type Request = Parameters<RequestHandler>[0];

/** The one place where the issuer touches a socket: everything else of it takes values and gives values. */
export function createHandler(answer: (request: IssuerRequest) => Promise<Answer>): RequestHandler {
  return async (request, response) => {
    try {
      const body = await bodyOf(request);
      const told =
        body === undefined
          ? json(413, errorBody(refusal('bodyTooLong'), Date.now()))
          : await answer({ ...headOf(request), body });
      response.writeHead(told.status, { ...told.headers, ...(!request.complete && { Connection: 'close' }) });
      response.end(told.body);
    } catch {
      // The client gave up while it was sending.
      response.destroy();
    }
  };
}

const maxBodyBytes = 64 * 1024;

async function bodyOf(request: Request): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  // What is left of a body that is too long must not end the connection before the answer is sent.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    length += chunk.length;
    if (length > maxBodyBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function headOf(request: Request): Omit<IssuerRequest, 'body'> {
  const [path = '', ...search] = (request.url ?? '/').split('?');
  const scheme = request.socket instanceof TLSSocket ? 'https' : 'http';
  return {
    method: request.method ?? 'GET',
    path,
    search: search.join('?'),
    // Only Set-Cookie comes as a list, and requests have none.
    headers: request.headers as IssuerRequest['headers'],
    origin: `${scheme}://${request.headers.host ?? ''}`,
  };
}
