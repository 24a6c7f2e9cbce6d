import { makeSigningKey, type SigningKey } from '../../src/dev/issuer/signing-key.ts';

let made: Promise<SigningKey> | undefined;

/** The key of the development issuers of this process. Making one takes up to 200 ms, and nothing tells the issuers apart by it. */
export function sharedSigningKey(): Promise<SigningKey> {
  made ??= makeSigningKey();
  return made;
}
