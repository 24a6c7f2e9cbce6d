import { decodeJwt } from 'jose';
import { z } from 'zod';
import { personalTenantId } from '../model/microsoft.ts';
import { refuseUnknownMembers } from './did-you-mean.ts';
import type { TokenVersion } from './issuer/access-token.ts';
import type { DevelopmentDirectory } from './issuer/directory.ts';
import type { DevelopmentIssuer, MintRequest } from './issuer/issuer.ts';
import { type PermissionName, permissionProblem } from './known-names.ts';

/** Whose access token to make. Without any of it: that of the first tenant's first person. */
export interface TokenRequest {
  /** GUID or domain. */
  readonly tenant?: string | undefined;
  /** `userPrincipalName`: a person's token. */
  readonly user?: string | undefined;
  /** `clientId`, or `true` for the first application with a secret: without a `user`, the application's own token. */
  readonly application?: string | true | undefined;
  /** In the place of those that the directory grants. */
  readonly permissions?: readonly PermissionName[] | undefined;
  /** `https://graph.microsoft.com` unless told. */
  readonly audience?: string | undefined;
  readonly version?: TokenVersion | undefined;
  /** An hour unless told. */
  readonly lifetimeSeconds?: number | undefined;
  /** Put over all others. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined;
  /** What is to be wrong with it. */
  readonly wrong?: WrongToken | undefined;
}

export const wrongTokens = [
  'expired',
  'notYetValid',
  'wrongAudience',
  'wrongIssuer',
  'unknownTenant',
  'personalAccount',
  'unsigned',
  'tampered',
  'malformed',
] as const;

/** A way in which a token does not prove anything; every one of them is answered with 401, but for `unknownTenant`: 400. */
export type WrongToken = (typeof wrongTokens)[number];

const permission = z.string().superRefine((name, { addIssue }) => {
  const message = permissionProblem(name);
  if (message !== undefined) addIssue({ code: 'custom', message });
});

/** What programs that no compiler reads may send. A token has one audience: `aud` in `claims` makes one that is wrong on purpose. */
const tokenRequest = z.object({
  tenant: z.string('must be a GUID or a domain').optional(),
  user: z.string('must be a userPrincipalName').optional(),
  application: z.union([z.string(), z.literal(true)], 'must be a clientId, or true').optional(),
  permissions: z.array(permission, 'must be a list of permission names').optional(),
  audience: z.string('must be one audience, such as "https://graph.microsoft.com"').optional(),
  version: z.literal(['1.0', '2.0'], 'must be "1.0" or "2.0"').optional(),
  lifetimeSeconds: z.number('must be a number of seconds').optional(),
  claims: z.record(z.string(), z.unknown(), 'must be an object').optional(),
  wrong: z.literal(wrongTokens, `must be one of ${wrongTokens.join(', ')}`).optional(),
});

/** @throws RangeError when the directory has no such tenant, application or person, or a member is of another type */
export async function mintToken(issuer: DevelopmentIssuer, now: number, request: TokenRequest = {}): Promise<string> {
  refuseUnknownMembers('token', request, Object.keys(tokenRequest.shape));
  const { error } = tokenRequest.safeParse(request);
  if (error) throw new RangeError(error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; '));
  const { wrong } = request;
  if (wrong === 'malformed') return 'this-is-no-token';
  const wanted = mintRequest(issuer.directory, request);
  const token = await issuer.mint(wanted);
  const changed = wrong === undefined ? undefined : wrongClaims(wrong, token, now);
  if (changed) return issuer.mint({ ...wanted, claims: { ...changed, ...wanted.claims } });
  const [header = '', payload = '', signature = ''] = token.split('.');
  if (wrong === 'unsigned') return `${encoded({ alg: 'none', typ: 'JWT' })}.${payload}.`;
  if (wrong === 'tampered') return `${header}.${encoded({ ...decodeJwt(token), oid: 'somebody else' })}.${signature}`;
  return token;
}

function mintRequest(directory: DevelopmentDirectory, request: TokenRequest): MintRequest {
  const { user: name, application, tenant: tenantName, wrong: _, ...rest } = request;
  const person = directory.users.find(({ userPrincipalName }) => userPrincipalName === name);
  const tenant = tenantName ?? person?.tenantId ?? directory.tenants[0]?.tenantId ?? '';
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  if (application !== undefined && name === undefined) {
    return { ...given, tenant, clientId: clientOf(directory, application) };
  }
  const { tenantId } = directory.tenants.find((one) => [one.tenantId, one.domain].includes(tenant)) ?? {};
  const first = directory.users.find((one) => one.tenantId === tenantId);
  const userPrincipalName = name ?? first?.userPrincipalName;
  if (tenantId !== undefined && userPrincipalName === undefined) {
    throw new RangeError(`tenant ${JSON.stringify(tenant)} has no users in the seed; ask for an application's token`);
  }
  const publicClient = directory.clients.find(({ secret, certificates = [] }) => !secret && certificates.length === 0);
  const clientId = application === undefined ? (publicClient?.clientId ?? '') : clientOf(directory, application);
  return { ...given, tenant, clientId, ...(userPrincipalName !== undefined && { userPrincipalName }) };
}

function clientOf({ clients }: DevelopmentDirectory, application: string | true): string {
  if (application !== true) return application;
  return clients.find(({ secret }) => secret !== undefined)?.clientId ?? '';
}

const strangersTenant = '5742a6e2-0000-4000-8000-000000000000';

/** Claims that make a token wrong which is signed as it should be. */
function wrongClaims(wrong: WrongToken, token: string, now: number): Record<string, unknown> | undefined {
  const { iss = '', tid } = decodeJwt(token);
  const seconds = Math.floor(now / 1000);
  const ofTenant = (other: string) => ({ tid: other, iss: iss.replace(String(tid), other) });
  switch (wrong) {
    case 'expired':
      return { iat: seconds - 7200, nbf: seconds - 7200, exp: seconds - 3600 };
    case 'notYetValid':
      return { iat: seconds + 3600, nbf: seconds + 3600, exp: seconds + 7200 };
    case 'wrongAudience':
      return { aud: 'https://management.azure.com' };
    case 'wrongIssuer':
      return { iss: `https://issuer.example/${String(tid)}/` };
    case 'unknownTenant':
      return ofTenant(strangersTenant);
    case 'personalAccount':
      return ofTenant(personalTenantId);
    default:
      return undefined;
  }
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
