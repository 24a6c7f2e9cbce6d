import { isObject, parsedJson } from '../../core/json.ts';
import { Secret } from '../../core/secret.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import type { Granted } from '../granted.ts';
import { PartnerFailure } from '../partner-failure.ts';

/** What TeamViewer gives for a code or a refresh token (RFC 6749, section 5.1). */
export interface Tokens {
  readonly accessToken: Secret;
  /** Absent in a refresh answer that keeps the old one (RFC 6749, section 6). */
  readonly refreshToken?: Secret;
  /** Milliseconds since the epoch; `undefined` of what is stored already. */
  readonly expiresAt?: number;
}

/** Whether a token can be sent as a bearer (RFC 6750, section 2.1). */
export function isBearer(token: Secret): boolean {
  return /^[\x21-\x7e]+$/.test(token.reveal());
}

/** Tokens are renewed this long before they expire, so that a call does not start with one that ends under way. In milliseconds. */
const earlyMs = 60_000;

/** Tokens as a grant: a JSON object with the members `accessToken`, `refreshToken` and `clientId`. @param clientId the app that they were given to */
export function grantOf({ accessToken, refreshToken, expiresAt }: Tokens, clientId?: string): Granted {
  const members = {
    accessToken: accessToken.reveal(),
    ...(refreshToken && { refreshToken: refreshToken.reveal() }),
    ...(clientId !== undefined && { clientId }),
  };
  return {
    grant: new Secret(JSON.stringify(members)),
    ...(refreshToken && expiresAt !== undefined && { renewAt: expiresAt - earlyMs }),
  };
}

/** @throws PartnerFailure `grantGone` for what {@link grantOf} did not make */
export function tokensOf(grant: Secret): Given {
  const given = readTokens(grant);
  if (given) return given;
  throw new PartnerFailure('grantGone', sentence('notFromTeamViewer'));
}

type Given = Tokens & { readonly clientId?: string };

/** `undefined` for what {@link grantOf} did not make. */
export function readTokens(grant: Secret): Given | undefined {
  const members = parsedJson(grant.reveal());
  if (!isObject(members) || typeof members.accessToken !== 'string') return undefined;
  const { accessToken, refreshToken, clientId } = members;
  return {
    accessToken: new Secret(accessToken),
    ...(typeof refreshToken === 'string' && { refreshToken: new Secret(refreshToken) }),
    ...(typeof clientId === 'string' && { clientId }),
  };
}
