import type { CryptoKey, JWK } from 'jose';
import type { Clock } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import { type MasterKeys, SealBroken } from '../core/seal.ts';
import type { Database } from '../store/database.ts';
import {
  findNewestReceiptKey,
  listReceiptKeys,
  type ReceiptKey,
  receiptKeyOwner,
  succeedReceiptKey,
} from '../store/table/receipt-keys.ts';
import type { ReceiptType } from './claims.ts';
import { makeSigningKey, openSigningKey, signReceipt } from './signing-key.ts';

/** A JWK Set (RFC 7517, section 5). Not jose's: the package's declarations lie in a folder of scripts, and TypeScript's node16 has these import no module. */
export interface KeySet {
  readonly keys: readonly object[];
}

/** What signs, and what signatures are verified with. All replicas of a database have the same keys. */
export interface ReceiptKeys {
  /** A compact JWS (RFC 7515) of `typ` over the JSON of `claims`. */
  sign(typ: ReceiptType, claims: object): Promise<string>;
  /** The public halves of all keys that ever signed, the newest first (RFC 7517, section 5). */
  keySet(): Promise<KeySet>;
  /** Puts a new key in the place of one that a former master key seals. */
  followMasterKey(): Promise<void>;
}

/** How long one key signs, in milliseconds. What it signed is verified for ever. */
const lifetimeMs = 90 * 24 * 60 * 60 * 1000;

interface SigningKey {
  readonly kid: string;
  readonly key: CryptoKey;
}

export function createReceiptKeys(parts: {
  readonly database: Database;
  readonly masterKeys: MasterKeys;
  readonly clock: Clock;
  readonly log: Log;
}): ReceiptKeys {
  const { database, masterKeys, clock, log } = parts;
  let opened: SigningKey | undefined;

  const newest = () => database.read(receiptKeyOwner, findNewestReceiptKey);

  /** Of replicas that do so at once, one makes the key that all sign with. */
  const succeed = async (former: ReceiptKey | undefined) => {
    const made = await makeSigningKey(masterKeys, (former?.generation ?? 0) + 1);
    const isOurs = await database.write(receiptKeyOwner, (tx) => succeedReceiptKey(tx, made));
    if (isOurs) log.info({ kid: made.kid }, 'receipts are signed with a new key');
  };

  const openNewest = async (row: ReceiptKey | undefined): Promise<SigningKey | undefined> => {
    if (row === undefined || clock.now() - row.created_at >= lifetimeMs) return undefined;
    if (opened?.kid === row.kid) return opened;
    try {
      const key = await openSigningKey(masterKeys, row);
      return key && { kid: row.kid, key };
    } catch (error) {
      if (!(error instanceof SealBroken)) throw error;
      log.error(
        { kid: row.kid, reason: error.message },
        'the key that signs receipts does not open: a new one is made',
      );
      return undefined;
    }
  };

  const current = async (): Promise<SigningKey> => {
    // A key that another replica made may be out of reach of this one's master keys: then it makes the next.
    for (let round = 0; round < 3; round++) {
      const row = await newest();
      opened = await openNewest(row);
      if (opened) return opened;
      await succeed(row);
    }
    throw new Error('replicas have different master keys, and each makes its own key for receipts: give all the same');
  };

  return {
    async sign(typ, claims) {
      const { kid, key } = await current();
      return signReceipt({ typ, kid }, claims, key);
    },
    async keySet() {
      await current();
      const keys = await database.read(receiptKeyOwner, listReceiptKeys);
      return { keys: keys.map(({ public_jwk }) => JSON.parse(public_jwk) as JWK) };
    },
    async followMasterKey() {
      const row = await newest();
      if (row && row.key_id !== masterKeys.currentId) await succeed(row);
    },
  };
}
