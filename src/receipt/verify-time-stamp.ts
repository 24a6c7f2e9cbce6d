import { createHash, verify, X509Certificate } from 'node:crypto';
import { contentOf, contextTag, type Der, inside, oidOf, tags } from './der.ts';
import type { TimeStamp } from './time-stamp.ts';

/** 2.16.840.1.101.3.4.2.1 to .3 */
const hashes: Readonly<Record<string, string>> = {
  '608648016503040201': 'sha256',
  '608648016503040202': 'sha384',
  '608648016503040203': 'sha512',
};
/** 1.2.840.113549.1.9.4 */
const messageDigest = '2a864886f70d010904';
/** As Node writes extended key usages. */
const timeStamping = '1.3.6.1.5.5.7.3.8';
const longestChain = 5;

/**
 * Says what is wrong with the signature of a time stamp; `undefined` where nothing is: `authority` (a PEM certificate), or one that it
 * vouches for, is for time stamps and has signed (RFC 3161, section 2.3; RFC 5652, section 5.4).
 */
export function timeStampProblem(stamp: TimeStamp, authority: string): string | undefined {
  try {
    return problemOf(stamp, new X509Certificate(authority));
  } catch (error) {
    return (error as Error).message;
  }
}

function problemOf({ content, signedData, time }: TimeStamp, root: X509Certificate): string | undefined {
  const [signer] = inside(signedData.at(-1), tags.set);
  const [, , digestAlgorithm, attributes, , signature] = inside(signer);
  const hash = hashes[oidOf(inside(digestAlgorithm)[0])];
  if (!hash || !attributes) return 'its signature is of a kind that is not known here';
  const stated = inside(attributes, contextTag(0)).find((each) => oidOf(inside(each)[0]) === messageDigest);
  const digest = contentOf(inside(inside(stated)[1], tags.set)[0], tags.octets);
  if (!createHash(hash).update(content).digest().equals(digest)) return 'its content is not what was signed';
  // What is signed is written as a SET, where it stands under a tag of its own.
  const signed = Buffer.concat([Buffer.from([tags.set]), attributes.bytes.subarray(1)]);
  const certificates = certificatesIn(signedData);
  const signatureBytes = contentOf(signature, tags.octets);
  const leaf = certificates.find((each) => verify(hash, signed, each.publicKey, signatureBytes));
  if (!leaf) return 'no certificate in it has signed it';
  if (!leaf.keyUsage?.includes(timeStamping)) return 'the certificate that signed it is not for time stamps';
  const inTime = Date.parse(leaf.validFrom) <= time.getTime() && time.getTime() <= Date.parse(leaf.validTo);
  if (!inTime) return 'the certificate that signed it did not hold at that time';
  return isVouchedFor(leaf, root, certificates) ? undefined : 'the given authority does not vouch for who signed it';
}

function isVouchedFor(leaf: X509Certificate, root: X509Certificate, others: readonly X509Certificate[]): boolean {
  let current = leaf;
  for (let length = 0; length < longestChain; length++) {
    if (current.raw.equals(root.raw) || isIssued(current, root)) return true;
    const issuer = others.find((each) => each.ca && !each.raw.equals(current.raw) && isIssued(current, each));
    if (!issuer) return false;
    current = issuer;
  }
  return false;
}

function isIssued(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function certificatesIn(signedData: readonly Der[]): X509Certificate[] {
  const set = signedData.find(({ tag }) => tag === contextTag(0));
  return set ? inside(set, contextTag(0)).map(({ bytes }) => new X509Certificate(bytes)) : [];
}
