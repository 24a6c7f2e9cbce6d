import { isLoopback } from '../../core/loopback.ts';

/** Whether `uri` is one of `registered`; on loopback the port does not count (RFC 8252, section 7.3). */
export function isRegisteredUri(registered: readonly string[], uri: string): boolean {
  const wanted = withoutLoopbackPort(uri);
  return wanted !== undefined && registered.some((one) => withoutLoopbackPort(one) === wanted);
}

function withoutLoopbackPort(uri: string): string | undefined {
  const url = URL.parse(uri);
  if (url === null || url.hash !== '') return undefined;
  if (isLoopback(url.hostname) && url.protocol.startsWith('http')) url.port = '';
  return url.href;
}
