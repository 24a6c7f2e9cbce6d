import { createHash, randomBytes } from 'node:crypto';

/**
 * The `state` of an authorisation request (RFC 6749, section 10.12): one-time, and bound to a tenant and a partner, which it names
 * so that the callback finds them. Only the hash of its random part is stored.
 */
export interface OnboardingState {
  readonly tenantId: string;
  readonly partnerId: string;
  readonly hash: string;
}

const randomLength = 32;
const guidLength = 16;

export function newState(tenantId: string, partnerId: string): { readonly state: string; readonly hash: string } {
  const random = randomBytes(randomLength);
  const state = Buffer.concat([bytesOf(tenantId), bytesOf(partnerId), random]).toString('base64url');
  return { state, hash: hashOf(random) };
}

/** `undefined` for anything that `newState` cannot have made. */
export function readState(state: string | null): OnboardingState | undefined {
  if (!state || !/^[\w-]{86}$/.test(state)) return undefined;
  const bytes = Buffer.from(state, 'base64url');
  if (bytes.length !== 2 * guidLength + randomLength) return undefined;
  return {
    tenantId: guidOf(bytes.subarray(0, guidLength)),
    partnerId: guidOf(bytes.subarray(guidLength, 2 * guidLength)),
    hash: hashOf(bytes.subarray(2 * guidLength)),
  };
}

function hashOf(random: Uint8Array): string {
  return createHash('sha256').update(random).digest('base64url');
}

function bytesOf(guid: string): Buffer {
  return Buffer.from(guid.replaceAll('-', ''), 'hex');
}

function guidOf(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
