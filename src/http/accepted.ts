import { type Language, languageFor } from '../text/language.ts';

/** One of what a header lists. */
interface Accepted {
  readonly range: string;
  /** Without parameters, in lower case. */
  readonly name: string;
  readonly quality: number;
}

/** What a header of content negotiation takes, the best first; a quality of 0 says that it does not (RFC 9110, section 12.4.2). */
function accepted(header = ''): Accepted[] {
  return header
    .split(',')
    .map((range) => ({
      range,
      name: (range.split(';', 1)[0] ?? '').trim().toLowerCase(),
      quality: Number(/;\s*q\s*=\s*([\d.]+)/i.exec(range)?.[1] ?? 1),
    }))
    .filter(({ quality }) => quality > 0)
    .sort((one, other) => other.quality - one.quality);
}

/** Whether an `Accept-Encoding` takes a coding (RFC 9110, section 12.5.3). */
export function takesEncoding(header: string | undefined, coding: string): boolean {
  return accepted(header).some(({ name }) => name === coding);
}

/** The language that fits an `Accept-Language` best (RFC 9110, section 12.5.4). */
export function languageOf(header: string | undefined): Language {
  return languageFor(accepted(header).map(({ name }) => name));
}

/**
 * Of several media types in an Accept the one that is liked best and can be JSON (RFC 9110, section 12.5.1); of those liked alike, the first
 * that names JSON. Nearly always there is one.
 */
export function preferredJson(accept: string | undefined): string | undefined {
  if (!accept?.includes(',')) return accept;
  const [first, ...others] = accepted(accept).filter(({ name }) => anyJson.test(name));
  if (!first?.name.includes('*')) return first?.range;
  const named = others.find(({ name, quality }) => quality === first.quality && !name.includes('*'));
  return (named ?? first).range;
}

const anyJson = /^(?:application|text|\*)\/(?:json|\*)$/;
