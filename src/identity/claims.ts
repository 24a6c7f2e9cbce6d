import type { JWTPayload } from 'jose';
import { isGuid } from '../core/guid.ts';
import { fail } from '../model/failures.ts';
import type { ClaimValues } from './issuers.ts';

/** @throws Failure `tokenInvalid` when `tid` is missing or no GUID. */
export function tenantOf(claims: JWTPayload): string {
  const tid = text(claims, 'tid');
  if (tid === undefined || !isGuid(tid)) throw invalid(tid === undefined ? 'it has no tid' : 'its tid is no GUID');
  return tid.toLowerCase();
}

/** In characters. A `sub` has 255 at most (OpenID Connect Core 1.0, section 2), and who is revoked is named by no longer one. */
const longestText = 256;

/** A claim that is a text. @throws Failure `tokenInvalid` */
export function text(claims: JWTPayload, name: string): string | undefined {
  const value = claims[name];
  if (typeof value !== 'string' || value === '') return undefined;
  // Claims stand in the audit trail and in keys of tables: PostgreSQL stores no U+0000, finds nothing any more in JSON with half of a
  // surrogate pair, and indexes no text of some thousand characters. A name that is made to fit could be another's.
  if (value.length > longestText) throw invalid(`its ${name} holds ${value.length} characters, and may ${longestText}`);
  if (value.includes('\u0000') || !value.isWellFormed()) {
    throw invalid(`its ${name} holds the character U+0000, or half of a surrogate pair`);
  }
  return value;
}

/** A claim with scopes in it: words in one text (RFC 8693, section 4.2), or a list. @throws Failure `tokenInvalid` */
export function scopes(claims: JWTPayload, name: string): readonly string[] {
  const value = claims[name];
  return typeof value === 'string' ? value.split(' ').filter((word) => word !== '') : listed(claims, name);
}

/** A claim with several values; some issuers write a single one without the list. A text is never split. @throws Failure `tokenInvalid` */
export function listed(claims: JWTPayload, name: string): readonly string[] {
  const value = claims[name];
  if (value === undefined) return [];
  if (typeof value === 'string') return [value];
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value;
  throw invalid(`its ${name} is neither a string nor a list of strings`);
}

/** Whether the claims are there, with the values asked for. */
export function has(claims: JWTPayload, wanted: ClaimValues): boolean {
  return Object.entries(wanted).every(([name, value]) => {
    const found = Object.hasOwn(claims, name) ? claims[name] : undefined;
    return value === true ? found !== undefined && found !== null : found === value;
  });
}

/** What an unproven token says, short enough for a log line. */
export function quoted(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 200);
}

export function invalid(internal: string) {
  return fail('tokenInvalid', undefined, { internal: `the token is not usable: ${internal}` });
}
