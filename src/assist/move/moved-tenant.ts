import { createSecretKey, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose';
import { parsedJson } from '../../core/json.ts';
import { MasterKeys } from '../../core/seal.ts';
import type { Secret } from '../../core/secret.ts';
import type { Head } from '../../store/table/audit/audit-hash.ts';
import type { TenantRows } from '../../store/table/tenant-copy.ts';

/** What has to be known of an organisation before its rows. */
export interface MovedHead {
  /** Of the database that it comes from: the newest migration. */
  readonly schema: number;
  readonly tenantId: string;
  /** The ids of those that its partners and grants are bound to. */
  readonly connectors: readonly string[];
  /** Where its trail ends. */
  readonly trail: Head;
}

/** An organisation on its way from one database to another: its head, then its rows. Its data keys are under the key of the way, not under master keys. */
export type MovedPart = MovedHead | TenantRows;

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

const type = 'assistd-tenant-part+gzip';

/** What is said of a part in its header, which is sealed with it: nothing is left out, put elsewhere or taken from another file unseen. */
interface Place {
  readonly typ: typeof type;
  /** Another one for each file. */
  readonly file: string;
  /** Counted from 0. */
  readonly part: number;
}

/** The lines of the file: for each part a compact JWE (RFC 7516, `dir` with A256GCM) of gzipped JSON, and one of `null`, which is the end. */
export async function* sealMoved(parts: AsyncIterable<MovedPart>, transport: TransportKey): AsyncGenerator<string> {
  const file = randomUUID();
  const key = keyOf(transport);
  let part = 0;
  const seal = async (content: MovedPart | null) => {
    const place: Place = { typ: type, file, part: part++ };
    const sealing = new CompactEncrypt(await promisify(gzip)(JSON.stringify(content)));
    return sealing.setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: transport.id, ...place }).encrypt(key);
  };
  for await (const content of parts) yield await seal(content);
  yield await seal(null);
}

/** @throws NotMovable when it is no such file, was altered or cut, or is sealed under another key; also after some of its parts */
export async function* openMoved(lines: AsyncIterable<string>, transport: TransportKey): AsyncGenerator<MovedPart> {
  const key = keyOf(transport);
  let first: Place | undefined;
  let part = 0;
  for await (const line of lines) {
    const place = placeOf(line);
    if (!place && part === 0) throw new NotMovable('this is no file that assistd tenants export has written');
    const content = await opened(line, key);
    if (!place || content === undefined) throw new NotMovable(altered(part, transport));
    first ??= place;
    if (place.file !== first.file || place.part !== part) throw new NotMovable(`its part ${part} is not there`);
    if (content === null) return;
    part++;
    yield content;
  }
  throw new NotMovable(`the file was cut: it ends after ${part} parts, and none of them is its last`);
}

function altered(part: number, { id }: TransportKey): string {
  return part === 0
    ? `the file was altered, or is sealed under another key than "${id}"`
    : `the file was altered or cut in its part ${part}`;
}

async function opened(line: string, key: ReturnType<typeof keyOf>): Promise<MovedPart | null | undefined> {
  try {
    const algorithms = { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] };
    const { plaintext } = await compactDecrypt(line, key, algorithms);
    return parsedJson((await promisify(gunzip)(plaintext)).toString('utf8')) as MovedPart | null;
  } catch {
    // The library's error says no more than that it does not open.
    return undefined;
  }
}

/** The transport key in the place of master keys. */
export function asMasterKeys(transport: TransportKey): MasterKeys {
  return MasterKeys.parse([transport]);
}

function keyOf({ key }: TransportKey) {
  return createSecretKey(Buffer.from(key.reveal(), 'base64'));
}

/** What a line says of itself, which opening it proves. */
function placeOf(line: string): Place | undefined {
  try {
    const header = decodeProtectedHeader(line) as unknown as Place;
    return header.typ === type ? header : undefined;
  } catch {
    return undefined;
  }
}
