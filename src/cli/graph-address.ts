import { isLoopback } from '../core/loopback.ts';
import { graphOrigin } from '../model/microsoft.ts';
import { CommandFailure, exitCodes } from './exit-codes.ts';

export const defaultGraph = 'http://localhost:8400';

/**
 * The address of a Graph as it is given: origin, path prefix, perhaps a version at its end.
 * @throws CommandFailure
 */
export function parseAddress(text: string, option: string): { origin: string; version: 'v1.0' | 'beta' | undefined } {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username) {
    throw new CommandFailure(
      exitCodes.usage,
      `${option} must be a URL such as ${graphOrigin} or ${defaultGraph}, not ${JSON.stringify(text)}`,
    );
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw new CommandFailure(exitCodes.usage, `${option} must be https: tokens are sent there`);
  }
  const version = /\/(v1\.0|beta)\/?$/.exec(url.pathname)?.[1] as 'v1.0' | 'beta' | undefined;
  const path = url.pathname.replace(/\/(v1\.0|beta)\/?$/, '').replace(/\/$/, '');
  return { origin: url.origin + path, version };
}
