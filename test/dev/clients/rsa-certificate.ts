import { generateKeyPairSync, sign, X509Certificate } from 'node:crypto';
import {
  BitString,
  fromBER,
  Integer,
  Null,
  ObjectIdentifier,
  Sequence,
  Set as SetOf,
  UTCTime,
  Utf8String,
} from 'asn1js';

/** A self-signed RSA certificate with its key, both PEM, as an application registers one to authenticate with. */
export function makeRsaCertificate(commonName: string): { certificate: string; key: string } {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const sequence = (value: ConstructorParameters<typeof Sequence>[0] & object) => new Sequence(value);
  const attribute = sequence({
    value: [new ObjectIdentifier({ value: '2.5.4.3' }), new Utf8String({ value: commonName })],
  });
  const name = sequence({ value: [new SetOf({ value: [attribute] })] });
  const sha256WithRsa = sequence({ value: [new ObjectIdentifier({ value: '1.2.840.113549.1.1.11' }), new Null()] });
  const days = (count: number) => new UTCTime({ valueDate: new Date(Date.now() + count * 86_400_000) });
  const spki = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }));
  const toBeSigned = sequence({
    value: [
      new Integer({ value: 1 }),
      sha256WithRsa,
      name,
      sequence({ value: [days(-1), days(30)] }),
      name,
      fromBER(spki.buffer).result,
    ],
  });
  const signature = new Uint8Array(sign('sha256', new Uint8Array(toBeSigned.toBER()), privateKey));
  const whole = sequence({ value: [toBeSigned, sha256WithRsa, new BitString({ valueHex: signature.buffer })] });
  return {
    certificate: new X509Certificate(new Uint8Array(whole.toBER())).toString(),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}
