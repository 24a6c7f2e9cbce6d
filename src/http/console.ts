import type { IncomingMessage, ServerResponse } from 'node:http';
import { type BuiltFile, readBuiltFiles } from './console-files.ts';

/** How people sign in to the console: a public client (RFC 8252) of the issuer, by authorisation code with PKCE. */
export interface ConsoleSignIn {
  /** The issuer's URL, to which `/.well-known/openid-configuration` is added; a path alone is one on our own origin. */
  readonly authority: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
}

export interface ConsoleOptions {
  /** Where `npm run build:console` wrote the pages. */
  readonly folder: string;
  /** Absent where no client id is configured: the page then says which setting is missing. */
  readonly signIn: ConsoleSignIn | undefined;
  readonly version: string;
}

/** Serves the console below `/console`: pages and scripts as built, and `config.json` with how to sign in. */
export function createConsole({ folder, signIn, version }: ConsoleOptions) {
  const filesOf = readBuiltFiles(folder);
  const security = securityHeaders(signIn);
  const configuration = JSON.stringify({ version, signIn: signIn ?? null });

  function answer(method: string, path: string, accepted: string): ConsoleAnswer {
    if (method !== 'GET' && method !== 'HEAD')
      return told(405, 'The console is read with GET.', { Allow: 'GET, HEAD' });
    if (path === 'config.json') return { status: 200, headers: jsonHeaders, body: configuration };
    const files = filesOf();
    if (!files) return told(503, 'The console is not built yet. Run: npm run build:console\nThen reload this page.');
    // What is no file is a page, and every page is the same document: the script reads the address bar.
    const file = files.get(path) ?? (path.startsWith('assets/') ? undefined : files.get('index.html'));
    return file ? sent(file, accepted) : told(404, 'There is no such file. Reload the console: it was updated.');
  }

  return function handle(request: IncomingMessage, response: ServerResponse): void {
    const { method = 'GET', url = '/', headers } = request;
    const path = url.replace(/[?#].*/, '').replace(/^\/+console\/?/i, '');
    const answered = answer(method, path, String(headers['accept-encoding'] ?? ''));
    const length = Buffer.byteLength(answered.body);
    response.writeHead(answered.status, { ...security, ...answered.headers, 'Content-Length': length });
    response.end(method === 'HEAD' ? undefined : answered.body);
  };
}

interface ConsoleAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

const jsonHeaders = { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache' };

function told(status: number, text: string, headers: Readonly<Record<string, string>> = {}): ConsoleAnswer {
  const plain = { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' };
  return { status, headers: { ...plain, ...headers }, body: `${text}\n` };
}

function sent(file: BuiltFile, accepted: string): ConsoleAnswer {
  const { name, contentType } = file;
  const { encoding, bytes } = smallestAccepted(file, accepted);
  // Names below assets/ hold a hash of the content: what is behind one never changes.
  const forever = name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
  const headers = { 'Content-Type': contentType, 'Cache-Control': forever, Vary: 'Accept-Encoding' };
  return { status: 200, headers: { ...headers, ...(encoding && { 'Content-Encoding': encoding }) }, body: bytes };
}

function smallestAccepted(file: BuiltFile, accepted: string): { encoding: string | undefined; bytes: Buffer } {
  if (file.br && /\bbr\b/i.test(accepted)) return { encoding: 'br', bytes: file.br };
  if (file.gzip && /\bgzip\b/i.test(accepted)) return { encoding: 'gzip', bytes: file.gzip };
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
