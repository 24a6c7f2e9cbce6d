import { Gathered } from '../../core/gathered.ts';
import { isObject } from '../../core/json.ts';
import type { Secret } from '../../core/secret.ts';
import { cut } from '../../core/unicode.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import { PartnerFailure } from '../partner-failure.ts';

/** What the partner sent back, with its body read whole. */
export interface Answer {
  /** The call, for messages: method and route, never an address with values in it. */
  readonly label: string;
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  /** The text as JSON, parsed once; `undefined` where it is none. */
  readonly json: unknown;
  /** `Retry-After`, as milliseconds from the answer. */
  readonly retryAfter: number | undefined;
  /** What the request carried that no message may repeat. */
  readonly secrets: readonly Secret[];
}

// A full page of connection reports is 1000 records of about 1 KB.
const largestBody = 4 * 1024 * 1024;

/** The body as text. @throws PartnerFailure `broken` when it is larger than any answer of the API. */
export async function readBody(response: Response, label: string): Promise<string> {
  if (response.body === null) return '';
  const body = new Gathered();
  // Leaving the loop by a throw cancels the stream, and with it the download.
  for await (const chunk of response.body) {
    body.add(chunk);
    if (body.length > largestBody)
      throw new PartnerFailure('broken', sentence('tooLarge', { call: label, bytes: largestBody }));
  }
  return new TextDecoder().decode(body.bytes());
}

/** `invalid_grant` and the like: the `error` member of TeamViewer's error body, which is also RFC 6749's (section 5.2). */
export function errorName(answer: Answer): string | undefined {
  return isObject(answer.json) && typeof answer.json.error === 'string' ? answer.json.error : undefined;
}

/** The answer in one line for logs and administrators: status, and what the partner said, without any secret of the request. */
export function describe(answer: Answer): string {
  const parts: string[] = [];
  if (isObject(answer.json)) {
    for (const member of ['error', 'error_description', 'error_code']) {
      const value = answer.json[member];
      if (typeof value === 'string' || typeof value === 'number') parts.push(String(value));
    }
  }
  const said = redact(parts.join(', '), answer.secrets);
  const { label: call, status } = answer;
  return said === '' ? sentence('answered', { call, status }) : sentence('answeredWith', { call, status, said });
}

const longestQuote = 200;

/** Partner text made fit for a log: secrets replaced, control characters gone, cut. Replaced first, so that no cut end survives. */
export function redact(text: string, secrets: readonly Secret[]): string {
  let clean = text;
  for (const secret of secrets) {
    const value = secret.reveal();
    if (value === '') continue;
    for (const spelling of [value, encodeURIComponent(value)]) clean = clean.replaceAll(spelling, '[secret]');
  }
  clean = clean.replaceAll(/\p{Cc}+/gu, ' ').trim();
  return `${cut(clean, longestQuote)}${clean.length > longestQuote ? '…' : ''}`;
}

/** The end of the year 9999, in milliseconds since 1970-01-01T00:00:00Z: what comes after has no form in ISO 8601 that everybody reads. */
const lastInstant = 253_402_300_799_999;

/** Whether a partner's number is a time, in milliseconds since 1970-01-01T00:00:00Z. */
export function isTime(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= lastInstant;
}
