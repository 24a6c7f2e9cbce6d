import { isLoopback } from '../core/loopback.ts';
import { isKnownHost } from './known-host.ts';

/** What of a request tells where it comes from; header names in lower case. */
export interface Asked {
  readonly method?: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** By which names a surface may be called, beside loopback. */
export interface OwnNames {
  /** What the developer calls it. */
  readonly publicOrigin?: string | undefined;
  /** Host names that programs have mapped to loopback. */
  readonly hosts?: readonly string[];
}

/**
 * Why a request is refused, as a sentence; `undefined` when it comes from a program or a page of this machine. Whatever a developer's
 * browser opens can ask a loopback address, and development gives everybody tokens and lets everybody empty the database. A browser
 * says where a page is from: by `Origin`, and where it sends none by `Sec-Fetch-Site` (https://www.w3.org/TR/fetch-metadata/).
 */
export function refusalOf(asked: Asked, own: OwnNames = {}): string | undefined {
  const [host, origin, site] = ['host', 'origin', 'sec-fetch-site'].map((name) => text(asked, name));
  if (!isKnownHost(host, own.publicOrigin) && !own.hosts?.includes(nameOf(host))) {
    return 'This is for programs of this machine: call it localhost, or start assistd dev with --public-origin and the name that you call it by.';
  }
  if (origin !== undefined) {
    // A form of our own pages, which hide where they are, is sent as `null`.
    const isOwn =
      origin === 'null' ? site === 'same-origin' : isOwnOrigin(origin, own) || isSameHost(origin, host, own);
    return isOwn ? undefined : `This is for pages of this machine, on localhost, not for those of ${shown(origin)}.`;
  }
  return site === 'cross-site' && !isNavigation(asked)
    ? 'This is for pages of this machine, on localhost, not for those of another site.'
    : undefined;
}

function isOwnOrigin(origin: string, { publicOrigin }: OwnNames): boolean {
  const url = URL.parse(origin);
  return url !== null && /^https?:$/.test(url.protocol) && (isLoopback(url.hostname) || url.origin === publicOrigin);
}

/** A page that we gave under such a name asks us under it. */
function isSameHost(origin: string, host: string | undefined, { hosts = [] }: OwnNames): boolean {
  const name = URL.parse(origin)?.hostname;
  return name !== undefined && name === nameOf(host) && hosts.includes(name);
}

/** Somebody follows a link. The page with the link cannot read what comes, and cannot send a header with it. */
function isNavigation(asked: Asked): boolean {
  return asked.method === 'GET' && text(asked, 'sec-fetch-mode') === 'navigate';
}

function nameOf(host: string | undefined): string {
  return URL.parse(`http://${host ?? ''}`)?.hostname ?? '';
}

function text({ headers }: Asked, name: string): string | undefined {
  const value = headers[name];
  return value === undefined || typeof value === 'string' ? value : value.join(', ');
}

function shown(origin: string): string {
  return origin === 'null' ? 'a page without an origin' : (URL.parse(origin)?.host ?? 'another origin');
}
