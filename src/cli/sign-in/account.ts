import { CommandFailure, exitCodes } from '../exit-codes.ts';
import type { Column } from '../terminal/result.ts';

/** Whom a token speaks for, as far as it can be read; never the token. */
export interface Account {
  readonly graph: string;
  readonly name: string | null;
  readonly kind: 'person' | 'application';
  readonly tenant: string | null;
  readonly application: string | null;
  /** Those that the token was given to the application with; what a person may is those that stand in `roles` as well. */
  readonly permissions: readonly string[];
  /** The app roles that a person has; empty of an application, whose roles are its permissions. */
  readonly roles: readonly string[];
  readonly issuer: string | null;
  /** ISO 8601. */
  readonly expires: string | null;
  readonly signedInBy: string;
}

export const accountColumns: readonly Column<Account>[] = [
  { title: 'Graph', value: (account) => account.graph },
  { title: 'Name', value: (account) => account.name },
  { title: 'Kind', value: (account) => account.kind },
  { title: 'Tenant', value: (account) => account.tenant },
  { title: 'Application', value: (account) => account.application },
  { title: 'Permissions', value: (account) => account.permissions.join(' ') },
  { title: 'Roles', value: (account) => account.roles.join(' ') || null },
  { title: 'Expires', value: (account) => account.expires },
  { title: 'Signed in by', value: (account) => account.signedInBy },
];

type Claims = Readonly<Record<string, unknown>>;

/** Reads a token as Entra ID makes them (access token claims reference). @throws CommandFailure when it cannot be read */
export function accountOf(graph: string, token: string, signedInBy: string): Account {
  const claims = claimsOf(token);
  const scopes = typeof claims.scp === 'string' ? claims.scp.split(' ') : [];
  const roles = Array.isArray(claims.roles) ? claims.roles.map(String) : [];
  const person = claims.idtyp === 'user' || scopes.length > 0;
  return {
    graph,
    name: text(claims.upn) ?? text(claims.preferred_username) ?? text(claims.app_displayname) ?? text(claims.sub),
    kind: person ? 'person' : 'application',
    tenant: text(claims.tid),
    application: text(claims.appid) ?? text(claims.azp) ?? text(claims.client_id),
    permissions: person ? scopes : roles,
    roles: person ? roles : [],
    issuer: text(claims.iss),
    expires: typeof claims.exp === 'number' ? new Date(claims.exp * 1000).toISOString() : null,
    signedInBy,
  };
}

/** The claims of a token, unproven. @throws CommandFailure */
export function claimsOf(token: string): Claims {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    if (typeof claims === 'object' && claims !== null) return claims as Claims;
  } catch {
    // Said below; the parser's own message might quote the token.
  }
  throw new CommandFailure(exitCodes.failed, 'the token is no JWT, so that nobody can be read from it');
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
