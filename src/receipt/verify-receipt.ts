import { compactVerify, createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet } from 'jose';
import { isObject, parsedJson } from '../core/json.ts';
import { algorithm, finalType, interimType, type ReceiptClaims } from './claims.ts';

/** What a text turns out to be. */
export type Verdict =
  | { readonly kind: 'genuine'; readonly receipt: Receipt }
  | {
      readonly kind: 'wrong';
      /** The first thing that does not fit, in plain words. */
      readonly problem: string;
      /** What it states nevertheless, where that can be read: nobody stands behind it. */
      readonly claims: ReceiptClaims | undefined;
    };

export interface Receipt {
  readonly claims: ReceiptClaims;
  /** The id of the key that signed it. */
  readonly kid: string;
}

/** Says whether a text is a receipt that a key of `keys` has signed, and nothing of it was changed. It asks nobody. */
export async function verifyReceipt(text: string, keys: JSONWebKeySet): Promise<Verdict> {
  const claims = claimsOf(text);
  const wrong = (problem: string): Verdict => ({ kind: 'wrong', problem, claims });
  const parts = text.split('.');
  if (parts.length !== 3) return wrong('it is no receipt: a receipt is a JWS of three parts with dots between them');
  const spelled = parts.findIndex((part) => Buffer.from(part, 'base64url').toString('base64url') !== part);
  if (spelled >= 0) return wrong(`its ${partNames[spelled]} is not written as base64url`);
  const header = headerOf(text);
  if (header === undefined) return wrong('its header is no JSON');
  const { typ, alg, kid } = header;
  if (typ !== finalType && typ !== interimType) return wrong(`its header says typ ${typ}: a receipt is ${finalType}`);
  if (alg !== algorithm) return wrong(`its header says alg ${alg}: receipts are signed with ${algorithm}`);
  const jwk = keys.keys.find((each) => each.kid === kid);
  if (kid === undefined || !jwk)
    return wrong(`the key ${kid} that its header names is not among the keys: ${known(keys)}`);
  try {
    await compactVerify(text, createLocalJWKSet({ keys: [jwk] }), { algorithms: [algorithm] });
  } catch {
    return wrong(`its signature does not fit: header, claims or signature are not what the key ${kid} has signed`);
  }
  if (claims === undefined) return wrong('its claims are no JSON');
  if (claims.final !== (typ === finalType))
    return wrong(`the claim final is ${claims.final}, and its header says ${typ}`);
  return { kind: 'genuine', receipt: { claims, kid } };
}

const partNames = ['header', 'payload', 'signature'];

/** What a receipt states, whether or not it is genuine; `undefined` where it cannot be read. */
export function claimsOf(text: string): ReceiptClaims | undefined {
  const claims = parsedJson(Buffer.from(text.split('.')[1] ?? '', 'base64url').toString('utf8'));
  return isClaims(claims) ? claims : undefined;
}

/** As much of their form as whoever shows them relies on. */
function isClaims(value: unknown): value is ReceiptClaims {
  if (!isObject(value) || typeof value.sub !== 'string' || typeof value.iat !== 'number') return false;
  const { disconnect, trail, organisation } = value;
  if (!isObject(organisation) || !isEvent(trail) || !isObject(disconnect) || !isObject(disconnect.actor)) return false;
  const { sessions, retirements, events } = disconnect;
  const retired = (each: unknown) => isObject(each) && areObjects(each.steps) && Array.isArray(each.notEstablished);
  return areObjects(sessions) && areObjects(retirements) && retirements.every(retired) && areObjects(events, isEvent);
}

function areObjects(value: unknown, are: (each: unknown) => boolean = isObject): value is unknown[] {
  return Array.isArray(value) && value.every(are);
}

function isEvent(value: unknown): boolean {
  return isObject(value) && Number.isSafeInteger(value.sequence) && typeof value.hash === 'string';
}

function headerOf(text: string): { typ?: unknown; alg?: unknown; kid?: string } | undefined {
  try {
    return decodeProtectedHeader(text);
  } catch {
    return undefined;
  }
}

function known({ keys }: JSONWebKeySet): string {
  return keys.map(({ kid }) => kid).join(', ') || 'there are none';
}
