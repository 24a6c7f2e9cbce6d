import type { Wire } from '../edm/type.ts';
import type { disconnect } from '../model/disconnect.ts';

/** ECDSA on P-256 (RFC 7518, section 3.4): of what auditors verify with, nothing lacks it. */
export const algorithm = 'ES256';

/** The `typ` of a receipt of a disconnect that is over (RFC 7515, section 4.1.9; RFC 8725, section 3.11). */
export const finalType = 'assistd-receipt+jwt';

/** The `typ` of one that is not: whoever asks for a receipt and checks its type refuses it. */
export const interimType = 'assistd-interim-receipt+jwt';

export type ReceiptType = typeof finalType | typeof interimType;

/** What a receipt states. */
export interface ReceiptClaims {
  /** The public origin of the service that made it. */
  readonly iss: string;
  /** The id of the disconnect. */
  readonly sub: string;
  /** When it was made, in seconds since 1970-01-01T00:00:00Z. */
  readonly iat: number;
  /** The id of the receipt. */
  readonly jti: string;
  /** The program that made it, and its version. */
  readonly service: string;
  /** Whether the disconnect was over. Where it was not, the rest is how far it was. */
  readonly final: boolean;
  readonly organisation: { readonly id: string; readonly displayName: string | null };
  /** As `GET /assist/disconnects/{id}` showed it. */
  readonly disconnect: Wire<typeof disconnect>;
  /** The newest event of the organisation's audit trail when it was made: its number and its hash. */
  readonly trail: { readonly sequence: number; readonly hash: string };
  /**
   * A time stamp token (RFC 3161) in base64, over the SHA-256 of all other claims as RFC 8785 writes them; `null` where no authority is set, or
   * it gave none, and where the disconnect was not over.
   */
  readonly timeStamp: string | null;
}
