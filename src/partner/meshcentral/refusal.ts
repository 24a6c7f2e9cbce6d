import type { Secret } from '../../core/secret.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import { redact } from '../host/answer.ts';
import { neverSent, notTrusted } from '../host/connection-codes.ts';
import { PartnerFailure, type PartnerFailureReason } from '../partner-failure.ts';
import type { Server } from './server.ts';
import type { Account, Asking } from './sign-in.ts';

/** A sign-in that the server refuses. */
export class TurnedAway extends PartnerFailure {
  /** The server's word for it. */
  readonly msg: string;

  constructor(reason: PartnerFailureReason, message: string, msg: string) {
    super(reason, message);
    this.msg = msg;
  }
}

/**
 * What a control socket says when it turns somebody away: a message, never a status of HTTP. `{"action":"close","cause":"noauth","msg":…}`
 * (MeshCentral 1.1.55, `webserver.js`).
 */
export function refusedSignIn(label: string, cause: string, msg: string, secrets: readonly Secret[]): TurnedAway {
  const said = sentence('turnedAway', { call: label, said: `${cause}, ${redact(msg, secrets)}` });
  const advice = refusals[msg];
  if (advice !== undefined) return new TurnedAway('refused', `${said}${sentence('and')}${advice}`, msg);
  // A wrong password, and an account that is gone or locked.
  const isGone = cause === 'noauth' && /^noauth-2/.test(msg);
  return new TurnedAway(isGone ? 'grantGone' : 'refused', said, msg);
}

/**
 * What a server says of an account that was made at another one, which may be in force there, counts for nothing. @throws PartnerFailure `refused`
 */
export function demandMadeHere({ user, madeAt = '' }: Account, { page }: Server): void {
  if (madeAt === '' || madeAt === page) return;
  throw new PartnerFailure('refused', sentence('madeElsewhere', { account: user, given: madeAt, now: page }));
}

/** What says nothing about the account: how the server or the account is set up. */
const refusals: Readonly<Record<string, string>> = {
  nokey: 'loginKey is none of its keys',
  tokenrequired: 'take the second factor off the account',
  notools: 'take the site right "No Tools" off the account',
};

/** What an answer's `result` says where it is not `ok`. */
export function refusedQuestion({ label, secrets }: Asking, result: string): PartnerFailure {
  return new PartnerFailure(
    result === 'Access denied' ? 'forbidden' : 'refused',
    sentence('refused', { call: label, said: JSON.stringify(redact(result, secrets)) }),
  );
}

/** The connection failed: Node's code says how, and its message might say too much. */
export function noConnection(label: string, error: unknown): PartnerFailure {
  const { code = sentence('connectionFailed'), message = '' } = error as {
    readonly code?: string;
    readonly message?: string;
  };
  if (/^Unexpected server response/.test(message)) {
    return new PartnerFailure('broken', `${label}: ${message}; is this a MeshCentral server?`);
  }
  const advice = certificateAdvice[code];
  const unanswered = sentence('unanswered', { call: label, why: code });
  if (advice !== undefined) return new CertificateUnfit(`${unanswered}${sentence('and')}${advice}`);
  return new PartnerFailure('unreachable', unanswered, { undone: neverSent.has(code) || notTrusted.has(code) });
}

/** The server has another certificate than the settings say: nothing was said to it. */
export class CertificateUnfit extends PartnerFailure {
  constructor(message: string) {
    super('unreachable', message, { undone: true });
  }
}

const byAuthority = sentence('certificateAuthority');

const certificateAdvice: Readonly<Record<string, string>> = {
  ASSISTD_FINGERPRINT: sentence('certificateOther'),
  SELF_SIGNED_CERT_IN_CHAIN: byAuthority,
  DEPTH_ZERO_SELF_SIGNED_CERT: byAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: byAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: byAuthority,
  ERR_TLS_CERT_ALTNAME_INVALID: sentence('certificateName'),
  CERT_HAS_EXPIRED: sentence('certificateExpired'),
};
