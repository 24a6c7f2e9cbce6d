import { isLoopback } from '../core/loopback.ts';

/**
 * Whether a `Host` header names this machine, or what the developer calls it. Any other name may be that of a page in the browser
 * whose owner lets it lead to loopback (DNS rebinding), and which the browser then takes for the origin of what is answered.
 */
export function isKnownHost(host: string | undefined, publicOrigin: string | undefined): boolean {
  const hostname = URL.parse(`http://${host ?? ''}`)?.hostname;
  if (!hostname) return false;
  return isLoopback(hostname) || (publicOrigin !== undefined && hostname === URL.parse(publicOrigin)?.hostname);
}
