import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign, X509Certificate } from 'node:crypto';
import {
  type BaseBlock,
  BitString,
  Boolean as Bool,
  Constructed,
  fromBER,
  GeneralizedTime,
  Integer,
  ObjectIdentifier,
  OctetString,
  Primitive,
  Sequence,
  Set as SetOf,
  UTCTime,
  Utf8String,
} from 'asn1js';

/** A certificate with its private key, both PEM. */
export interface KeyedCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** Whom a certificate is for: host names, and addresses as the 4 or 16 bytes they have on the wire. */
export interface Hosts {
  readonly names: readonly string[];
  readonly addresses: readonly Uint8Array[];
}

/** When a certificate holds, in milliseconds since 1970-01-01T00:00:00Z. */
export interface Validity {
  readonly notBefore: number;
  readonly notAfter: number;
}

/**
 * A self-signed authority (ECDSA P-256) that can vouch for `hosts` alone: whoever trusts it trusts it for nothing else, and whoever
 * steals its key gains nothing else (name constraints, RFC 5280 section 4.2.1.10).
 */
export function makeAuthority(subject: string, hosts: Hosts, validity: Validity): KeyedCertificate {
  const { publicKey, privateKey } = newKeys();
  const certificate = issue({
    subject: nameOf(subject),
    publicKey,
    issuer: { subject: nameOf(subject), privateKey, publicKey },
    validity,
    extensions: [
      extension('2.5.29.19', 'critical', sequence(new Bool({ value: true }), new Integer({ value: 0 }))),
      extension('2.5.29.15', 'critical', bits(0b0000_0110, 1)), // keyCertSign, cRLSign
      extension('2.5.29.30', 'critical', nameConstraints(hosts)),
    ],
  });
  return { certificate, key: pem(privateKey) };
}

/** A server certificate for `hosts` (ECDSA P-256), signed by `authority`. */
export function makeServerCertificate(authority: KeyedCertificate, hosts: Hosts, validity: Validity): KeyedCertificate {
  const { publicKey, privateKey } = newKeys();
  const issuer = new X509Certificate(authority.certificate);
  const certificate = issue({
    subject: nameOf(hosts.names[0] ?? ''),
    publicKey,
    issuer: {
      subject: nameOf(issuer.subject.replace(/^CN=/, '')),
      privateKey: authority.key,
      publicKey: issuer.publicKey,
    },
    validity,
    extensions: [
      extension('2.5.29.15', 'critical', bits(0b1000_0000, 7)), // digitalSignature
      extension('2.5.29.37', 'optional', sequence(new ObjectIdentifier({ value: '1.3.6.1.5.5.7.3.1' }))), // serverAuth
      extension('2.5.29.17', 'optional', sequence(...generalNames(hosts))),
    ],
  });
  return { certificate, key: pem(privateKey) };
}

interface Issue {
  readonly subject: Sequence;
  readonly publicKey: KeyObject;
  readonly issuer: {
    readonly subject: Sequence;
    readonly privateKey: KeyObject | string;
    readonly publicKey: KeyObject;
  };
  readonly validity: Validity;
  readonly extensions: readonly Sequence[];
}

/** Certificate and TBSCertificate, RFC 5280 section 4.1, as PEM. */
function issue({ subject, publicKey, issuer, validity, extensions }: Issue): string {
  const toBeSigned = sequence(
    explicit(0, new Integer({ value: 2 })), // v3
    serialNumber(),
    ecdsaWithSha256(),
    issuer.subject,
    sequence(time(validity.notBefore), time(validity.notAfter)),
    subject,
    fromBER(arrayBuffer(spki(publicKey))).result,
    explicit(
      3,
      sequence(
        ...extensions,
        extension('2.5.29.14', 'optional', new OctetString({ valueHex: keyIdentifier(publicKey) })),
        extension('2.5.29.35', 'optional', sequence(implicit(0, keyIdentifier(issuer.publicKey)))),
      ),
    ),
  );
  const signature = sign('sha256', new Uint8Array(toBeSigned.toBER()), issuer.privateKey);
  const certificate = sequence(toBeSigned, ecdsaWithSha256(), new BitString({ valueHex: arrayBuffer(signature) }));
  return new X509Certificate(new Uint8Array(certificate.toBER())).toString();
}

function newKeys(): { publicKey: KeyObject; privateKey: KeyObject } {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

function pem(privateKey: KeyObject): string {
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function spki(publicKey: KeyObject): Buffer {
  return publicKey.export({ type: 'spki', format: 'der' });
}

function ecdsaWithSha256(): Sequence {
  return sequence(new ObjectIdentifier({ value: '1.2.840.10045.4.3.2' }));
}

function nameOf(commonName: string): Sequence {
  const attribute = sequence(new ObjectIdentifier({ value: '2.5.4.3' }), new Utf8String({ value: commonName }));
  return sequence(new SetOf({ value: [attribute] }));
}

function generalNames({ names, addresses }: Hosts): BaseBlock[] {
  return [
    ...names.map((name) => implicit(2, arrayBuffer(Buffer.from(name, 'ascii')))),
    ...addresses.map((address) => implicit(7, arrayBuffer(address))),
  ];
}

/** Permitted subtrees only; an address stands there as a network, here of one address: all bits of its mask are set. */
function nameConstraints({ names, addresses }: Hosts): Sequence {
  const networks = addresses.map((address) => Buffer.concat([address, Buffer.alloc(address.length, 0xff)]));
  const subtrees = generalNames({ names, addresses: networks }).map((base) => sequence(base));
  return sequence(explicit(0, ...subtrees));
}

function extension(id: string, importance: 'critical' | 'optional', value: BaseBlock): Sequence {
  return sequence(
    new ObjectIdentifier({ value: id }),
    ...(importance === 'critical' ? [new Bool({ value: true })] : []),
    new OctetString({ valueHex: value.toBER() }),
  );
}

/** The leftmost 160 bits of the SHA-256 of the public key (RFC 7093 section 2). */
function keyIdentifier(publicKey: KeyObject): ArrayBuffer {
  return arrayBuffer(createHash('sha256').update(spki(publicKey)).digest().subarray(0, 20));
}

/** 126 random bits below a set one: positive, never zero, 16 octets (RFC 5280 section 4.1.2.2). */
function serialNumber(): Integer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return new Integer({ valueHex: arrayBuffer(bytes) });
}

/** UTCTime through 2049, GeneralizedTime from 2050 (RFC 5280 section 4.1.2.5). */
function time(milliseconds: number): BaseBlock {
  const valueDate = new Date(milliseconds - (milliseconds % 1000));
  return valueDate.getUTCFullYear() < 2050 ? new UTCTime({ valueDate }) : new GeneralizedTime({ valueDate });
}

function sequence(...value: BaseBlock[]): Sequence {
  return new Sequence({ value });
}

function bits(octet: number, unusedBits: number): BitString {
  return new BitString({ valueHex: arrayBuffer(Buffer.of(octet)), unusedBits });
}

const contextSpecific = 3;

function explicit(tagNumber: number, ...value: BaseBlock[]): Constructed {
  return new Constructed({ idBlock: { tagClass: contextSpecific, tagNumber }, value });
}

function implicit(tagNumber: number, valueHex: ArrayBuffer): Primitive {
  return new Primitive({ idBlock: { tagClass: contextSpecific, tagNumber }, valueHex });
}

function arrayBuffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
