import { PartnerFailure } from '../partner-failure.ts';

/**
 * What a control socket says when it turns somebody away: a message, never a status of HTTP. `{"action":"close","cause":"noauth","msg":…}`
 * (MeshCentral 1.1.55, `webserver.js`).
 */
export function refusedSignIn(
  label: string,
  { cause, msg }: { readonly cause: string; readonly msg: string },
): PartnerFailure {
  const said = `${label}: the server turned the account away (${cause}, ${msg})`;
  if (msg === 'nokey') return new PartnerFailure('refused', `${said}; loginKey is none of its keys`);
  if (msg === 'tokenrequired') return new PartnerFailure('refused', `${said}; take the second factor off the account`);
  if (msg === 'notools')
    return new PartnerFailure('refused', `${said}; take the site right "No Tools" off the account`);
  // A wrong password, and an account that is gone or locked.
  if (cause === 'noauth' && msg.startsWith('noauth')) return new PartnerFailure('grantGone', said);
  return new PartnerFailure('refused', said);
}

/** What an answer's `result` says where it is not `ok`. */
export function refusedQuestion(label: string, result: string): PartnerFailure {
  return new PartnerFailure(
    result === 'Access denied' ? 'forbidden' : 'refused',
    `${label}: refused, ${JSON.stringify(result)}`,
  );
}

/** The connection failed: Node's code says how, and its message might say too much. */
export function noConnection(label: string, error: unknown): PartnerFailure {
  const { code = 'the connection failed', message = '' } = error as {
    readonly code?: string;
    readonly message?: string;
  };
  if (/^Unexpected server response/.test(message)) {
    return new PartnerFailure('broken', `${label}: ${message}; is this a MeshCentral server?`);
  }
  const advice = certificateAdvice[code];
  const undone = neverSent.has(code) || advice !== undefined;
  return new PartnerFailure('unreachable', `${label}: no answer (${code})${advice ? `; ${advice}` : ''}`, { undone });
}

const byAuthority = 'name its authority in ca, or the certificate in fingerprint';

const certificateAdvice: Readonly<Record<string, string>> = {
  ASSISTD_FINGERPRINT: 'the certificate is another one than fingerprint says',
  SELF_SIGNED_CERT_IN_CHAIN: byAuthority,
  DEPTH_ZERO_SELF_SIGNED_CERT: byAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: byAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: byAuthority,
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another name than url has',
  CERT_HAS_EXPIRED: 'the certificate has expired',
};

/** What fails before there is a connection: nothing was sent. */
const neverSent: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
