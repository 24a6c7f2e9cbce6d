import { takesEncoding } from '../accepted.ts';
import type { Answer, Exchange, Surface } from '../exchange.ts';
import { type BuiltFile, readBuiltFiles } from './console-files.ts';

/** How people sign in to the console: a public client (RFC 8252) of the issuer, by authorisation code with PKCE. */
export interface ConsoleSignIn {
  /** The issuer's URL, to which `/.well-known/openid-configuration` is added; a path alone is one on our own origin. */
  readonly authority: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** What the tokens are for, where the issuer wants to be told. */
  readonly audience?: string;
}

export interface ConsoleOptions {
  /** Where `npm run build:console` wrote the pages. */
  readonly folder: string;
  /** Absent where no client id is configured: the page then says which setting is missing. */
  readonly signIn: ConsoleSignIn | undefined;
  readonly version: string;
}

/** Serves the console below `/console`: pages and scripts as built, and `config.json` with how to sign in. */
export function createConsole({ folder, signIn, version }: ConsoleOptions): Surface {
  const filesOf = readBuiltFiles(folder);
  const security = securityHeaders(signIn);
  const configuration = JSON.stringify({ version, signIn: signIn ?? null });

  const answer = ({ method, path, headers }: Exchange): Answer => {
    if (method !== 'GET' && method !== 'HEAD')
      return told(405, 'The console is read with GET.', { Allow: 'GET, HEAD' });
    const name = path.replace(/^\/+console\/?/i, '');
    if (name === 'config.json') return { status: 200, headers: jsonHeaders, body: configuration };
    const files = filesOf();
    if (!files) return told(503, beingBuilt, { 'Retry-After': '2', Refresh: '2' });
    // What is no file is a page, and every page is the same document: the script reads the address bar.
    const file = files.get(name) ?? (name.startsWith('assets/') ? undefined : files.get('index.html'));
    return file ? sent(file, headers) : told(404, 'There is no such file. Reload the console: it was updated.');
  };

  return async (exchange) => {
    const { status, headers, body } = answer(exchange);
    return { status, headers: { ...security, ...headers }, body };
  };
}

/** In a checkout; a package has it built. The page asks again by itself. */
const beingBuilt =
  'The console is being built, and is shown here once it is. Where nothing builds it: npm run build:console';

/** Sends a browser that was given the address alone to the console. */
export const toConsole: Surface = async () => ({ status: 302, headers: { Location: '/console/' }, body: undefined });

const jsonHeaders = { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache' };

function told(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'Content-Type': 'text/plain; charset=utf-8', ...headers }, body: `${text}\n` };
}

function sent(file: BuiltFile, headers: Exchange['headers']): Answer {
  const { name, contentType, etag } = file;
  // Names below assets/ hold a hash of the content: what is behind one never changes.
  const forever = name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
  const kept = { 'Cache-Control': forever, ETag: etag };
  if (isKnown(etag, headers['if-none-match'])) return { status: 304, headers: kept, body: undefined };
  const { encoding, bytes } = smallestAccepted(file, headers['accept-encoding']);
  const encoded = encoding && { 'Content-Encoding': encoding };
  return { status: 200, headers: { ...kept, 'Content-Type': contentType, ...encoded }, body: bytes };
}

/** RFC 9110, section 13.1.2. */
function isKnown(etag: string, ifNoneMatch: string | undefined): boolean {
  return ifNoneMatch?.split(',').some((each) => each.trim() === etag || each.trim() === '*') === true;
}

function smallestAccepted(
  file: BuiltFile,
  accepted: string | undefined,
): { encoding: string | undefined; bytes: Buffer } {
  if (file.br && takesEncoding(accepted, 'br')) return { encoding: 'br', bytes: file.br };
  if (file.gzip && takesEncoding(accepted, 'gzip')) return { encoding: 'gzip', bytes: file.gzip };
  return { encoding: undefined, bytes: file.plain };
}

/** The hash of nothing: Fluent UI makes empty style elements and fills them through the CSS object model, which no policy minds. */
const emptyStyle = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

function securityHeaders(signIn: ConsoleSignIn | undefined): Record<string, string> {
  const issuer = signIn && URL.parse(signIn.authority)?.origin;
  const policy = {
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': `'self' ${emptyStyle}`,
    'img-src': "'self' data:",
    'connect-src': `'self'${issuer ? ` ${issuer}` : ''}`,
    'manifest-src': "'self'",
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
  };
  const directives = Object.entries(policy).map(([name, value]) => `${name} ${value}`);
  return {
    'Content-Security-Policy': directives.join('; '),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  };
}
