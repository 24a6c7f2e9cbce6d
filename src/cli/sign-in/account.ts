import type { JWTPayload } from 'jose';
import { isObject, parsedJson } from '../../core/json.ts';
import { clientOf, kindOf } from '../../identity/access-token.ts';
import { listed, scopes as scopesIn } from '../../identity/claims.ts';
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

/** Reads a token as the service does, whoever issued it. @throws CommandFailure when it cannot be read */
export function accountOf(graph: string, token: string, signedInBy: string): Account {
  const claims = claimsOf(token);
  const scopes = ['scp', 'scope'].flatMap((name) => readOr([], () => scopesIn(claims, name)));
  const roles = readOr([], () => listed(claims, 'roles'));
  // What settings say of the issuer is not known here: the service, which knows them, decides.
  const unknownIssuer = { issuer: '', accessToken: 'entra', applicationClaims: undefined } as const;
  const kind = readOr(scopes.length > 0 ? 'delegated' : 'application', () => kindOf(claims, unknownIssuer));
  const person = kind === 'delegated';
  return {
    graph,
    name: text(claims.upn) ?? text(claims.preferred_username) ?? text(claims.app_displayname) ?? text(claims.sub),
    kind: person ? 'person' : 'application',
    tenant: text(claims.tid),
    application: clientOf(claims) ?? null,
    permissions: person ? scopes : [...new Set([...scopes, ...roles])],
    roles: person ? roles : [],
    issuer: text(claims.iss),
    expires: typeof claims.exp === 'number' ? new Date(claims.exp * 1000).toISOString() : null,
    signedInBy,
  };
}

/** What is read, or this where it cannot be. */
function readOr<T>(otherwise: NoInfer<T>, read: () => T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

/** The claims of a token, unproven. @throws CommandFailure */
export function claimsOf(token: string): JWTPayload {
  const claims = parsedJson(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  if (isObject(claims)) return claims;
  throw new CommandFailure(exitCodes.failed, 'the token is no JWT, so that nobody can be read from it');
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
