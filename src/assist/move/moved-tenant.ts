import { createSecretKey } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose';
import { parsedJson } from '../../core/json.ts';
import { MasterKeys } from '../../core/seal.ts';
import type { Secret } from '../../core/secret.ts';
import type { TenantCopy } from '../../store/tenant-copy.ts';
import { rewrapConsent } from '../grant/consent-seal.ts';
import { ownerOf, rewrapGrant } from '../grant/grant-seal.ts';

/** An organisation on its way from one database to another. Its data keys are under the key of the way, not under master keys. */
export interface MovedTenant {
  readonly version: 1;
  /** Of the database that it comes from: the newest migration. */
  readonly schema: number;
  readonly tenantId: string;
  readonly rows: TenantCopy;
}

/** The key that an organisation is sealed under on its way. */
export interface TransportKey {
  readonly id: string;
  /** 32 bytes in base64. */
  readonly key: Secret;
}

/** An organisation that cannot be moved as things are. The message says what to do first. */
export class NotMovable extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NotMovable';
  }
}

const type = 'assistd-tenant+gzip';

/** The content of the file: a compact JWE (RFC 7516, `dir` with A256GCM) of gzipped JSON. */
export function sealMoved(moved: MovedTenant, transport: TransportKey): Promise<string> {
  const header = { alg: 'dir', enc: 'A256GCM', typ: type, kid: transport.id };
  return new CompactEncrypt(gzipSync(JSON.stringify(moved))).setProtectedHeader(header).encrypt(keyOf(transport));
}

/** @throws NotMovable when it is no such file, was altered, or is sealed under another key */
export async function openMoved(file: string, transport: TransportKey): Promise<MovedTenant> {
  const text = file.trim();
  if (headerOf(text)?.typ !== type) throw new NotMovable('this is no file that assistd tenants export has written');
  try {
    const algorithms = { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] };
    const { plaintext } = await compactDecrypt(text, keyOf(transport), algorithms);
    const moved = parsedJson(gunzipSync(plaintext).toString('utf8')) as MovedTenant;
    if (moved.version === 1) return moved;
  } catch {
    // The library's error says no more than what follows.
    throw new NotMovable(`the file was altered, or is sealed under another key than "${transport.id}"`);
  }
  throw new NotMovable('the file is of a newer release: upgrade this one first');
}

/** The rows with their data keys under the current one of other master keys. What is sealed under a data key stays as it is. */
export async function rewrapped(
  rows: TenantCopy,
  tenantId: string,
  from: MasterKeys,
  to: MasterKeys,
): Promise<TenantCopy> {
  const grants = (rows.grants ?? []).map(async (row) => {
    const grant = row as { id: string; partner_id: string; wrapped_key: string | null };
    return { ...row, ...(await rewrapGrant(from, to, ownerOf(tenantId, grant), grant.wrapped_key)) };
  });
  const consent = async (row: Readonly<Record<string, unknown>>) => {
    const sealed = row as { partner_id: string; state_hash: string; wrapped_key: string };
    return { ...row, wrapped_key: await rewrapConsent(from, to, tenantId, sealed) };
  };
  return {
    ...rows,
    grants: await Promise.all(grants),
    onboardings: await Promise.all((rows.onboardings ?? []).map(consent)),
    presented_codes: await Promise.all((rows.presented_codes ?? []).map(consent)),
  };
}

/** The transport key in the place of master keys. */
export function asMasterKeys(transport: TransportKey): MasterKeys {
  return MasterKeys.parse([transport]);
}

function keyOf({ key }: TransportKey) {
  return createSecretKey(Buffer.from(key.reveal(), 'base64'));
}

function headerOf(text: string) {
  try {
    return decodeProtectedHeader(text);
  } catch {
    return undefined;
  }
}
