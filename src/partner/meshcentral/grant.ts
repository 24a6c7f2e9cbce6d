import { createHash, randomBytes } from 'node:crypto';
import { isObject, parsedJson } from '../../core/json.ts';
import { Secret } from '../../core/secret.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import type { Granted } from '../granted.ts';
import { PartnerFailure } from '../partner-failure.ts';
import type { GrantKey } from '../session.ts';
import type { Account } from './sign-in.ts';

/** An account of ours that the partner's administrators give rights to, and what of these was accepted. */
export interface MeshGrant extends Account {
  /** What people there read behind the account's name. */
  readonly shownAs: string;
  /** The device groups that were accepted; none before. */
  readonly groups: readonly string[];
}

/** An account that nobody has yet: its name says nothing, and its password has 192 bits. */
export function newAccount(key: GrantKey, shownAs: string, madeAt: string): MeshGrant {
  return {
    user: userOf(key),
    password: new Secret(randomBytes(24).toString('base64url')),
    madeAt,
    shownAs,
    groups: [],
  };
}

/** The name of the account that is made for a grant. */
export function userOf({ tenantId, grantId }: GrantKey): string {
  return `assistd-${createHash('sha256').update(`${tenantId}/${grantId}`).digest('hex').slice(0, 12)}`;
}

/** It does not age. */
export function granted({ password, ...account }: MeshGrant): Granted {
  return { grant: new Secret(JSON.stringify({ ...account, password: password.reveal() })) };
}

/** @throws PartnerFailure `grantGone` for what {@link granted} did not make */
export function read(grant: Secret): MeshGrant {
  const account = accountOf(grant);
  if (account) return account;
  throw new PartnerFailure('grantGone', sentence('notFromMeshCentral'));
}

/** `undefined` for what {@link granted} did not make. */
export function accountOf(grant: Secret): MeshGrant | undefined {
  const members = parsedJson(grant.reveal());
  if (!isObject(members)) return undefined;
  const { user, password, madeAt, shownAs, groups } = members;
  if (typeof user !== 'string' || typeof password !== 'string' || !Array.isArray(groups)) return undefined;
  return {
    user,
    password: new Secret(password),
    ...(typeof madeAt === 'string' && { madeAt }),
    shownAs: String(shownAs ?? ''),
    groups: groups.map(String),
  };
}
