import { fail } from '../../model/failures.ts';
import { declaresLongsAsText, type JsonFormat, jsonFormats } from '../../odata/json-format.ts';
import type { Exchange } from '../exchange.ts';

/** What a client prefers, as far as it is honoured (RFC 7240; OData 4.01 Part 1, section 8.2.8). */
export interface Preferences {
  readonly minimal: boolean;
  readonly maxPageSize: number | undefined;
}

const none: Preferences = { minimal: false, maxPageSize: undefined };

/** Of a preference that is given twice the first counts (RFC 7240, section 2): what a library adds behind what its user said. */
export function preferencesOf(header: string | undefined): Preferences {
  if (!header) return none;
  const given = new Map<string, string>();
  for (const [, name = '', quoted, plain = ''] of header.matchAll(preference)) {
    const known = name.toLowerCase().replace(/^odata\./, '');
    if (!given.has(known)) given.set(known, quoted ?? plain);
  }
  const size = given.get('maxpagesize') ?? '';
  return {
    minimal: given.get('return')?.toLowerCase() === 'minimal',
    maxPageSize: /^\d+$/.test(size) && Number(size) > 0 ? Number(size) : undefined,
  };
}

/** A preference or a parameter of one, with its value. */
const preference = /([^\s,;="]+)(?:\s*=\s*(?:"([^"]*)"|([^\s,;"]*)))?/g;

/** What a media type of `$format` or Accept asks of JSON; anything that asks for no level is minimal, as in Graph. */
export function jsonFormatOf(mediaType = ''): JsonFormat {
  const level = /metadata\s*=\s*"?(none|full)/i.exec(mediaType)?.[1];
  const metadata = level ? (level.toLowerCase() as JsonFormat['metadata']) : 'minimal';
  return jsonFormats[metadata][declaresLongsAsText(mediaType) ? 'longsAsText' : 'longsAsNumbers'];
}

/** Whether a page is asked for: who takes JSON as well gets that, and in a batch everything is JSON. */
export function wantsPage({ headers: { accept = '' }, step }: Exchange): boolean {
  return step === undefined && /\btext\/html\b/i.test(accept) && !/\bjson\b/i.test(accept);
}

/** The versions of the protocol whose bodies are read here; answers are written as 4.0 has them. */
const [lowest, highest] = [4, 4.01];

/**
 * Refuses who takes answers of earlier versions alone, and who has written the body in another (OData 4.01 Part 1, sections 8.1.5 and 8.2.7):
 * a client of version 3 would find nothing where it looks.
 *
 * @throws `protocolVersion`
 */
export function refuseOtherProtocols(headers: Exchange['headers']): void {
  const { 'odata-maxversion': most, 'odata-version': written } = headers;
  if (most !== undefined && !(Number.parseFloat(most) >= lowest)) throw otherProtocol('OData-MaxVersion', most);
  if (written === undefined) return;
  const version = Number.parseFloat(written);
  if (!(version >= lowest && version <= highest)) throw otherProtocol('OData-Version', written);
}

function otherProtocol(header: string, value: string): Error {
  return fail('protocolVersion', { header, value: value.slice(0, 40) });
}
