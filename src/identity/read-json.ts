import type { IncomingMessage } from 'node:http';
import { Gathered } from '../core/gathered.ts';
import { get as getPlainly } from '../core/node-http.ts';
import { nodeHttps } from '../core/node-tls.ts';
import { tellShown } from '../core/shown-certificates.ts';

/** A key takes some 500 bytes, with its certificate a few thousand. */
const largestAnswer = 2 ** 20;

/**
 * The JSON that is at an http or https URL itself: no redirect is followed. Not by `fetch`, because a start waits for the first keys, and
 * loading `fetch` takes longer than they do.
 * @throws Error when the answer is no success, is no JSON, or has no end
 */
export async function readJson(url: string, signal: AbortSignal): Promise<unknown> {
  const get = url.startsWith('https:') ? nodeHttps().get : getPlainly;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { headers: { accept: 'application/json' }, signal }, resolve).once('error', reject);
  });
  const { statusCode = 0 } = response;
  tellShown(new URL(url).host, response.socket);
  if (statusCode < 200 || statusCode > 299) {
    response.destroy();
    throw new Error(`${url} answered ${statusCode}`);
  }
  const answer = new Gathered();
  // Leaving the loop by a throw ends the download.
  for await (const chunk of response as AsyncIterable<Buffer>) {
    answer.add(chunk);
    if (answer.length > largestAnswer) throw new Error(`${url} answered more than ${largestAnswer} bytes`);
  }
  return JSON.parse(answer.bytes().toString());
}
