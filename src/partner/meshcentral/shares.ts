import { createHash } from 'node:crypto';
import { sentence } from '../../text/recorded/sentences.ts';
import { isTime } from '../host/answer.ts';
import { PartnerFailure } from '../partner-failure.ts';
import type { Access, ConsentPrompt, NewSession, PartnerSession, SessionKey, SessionTerms } from '../session.ts';
import { list } from './groups.ts';
import type { Server } from './server.ts';
import { shownName } from './shown-name.ts';
import type { Ask } from './sockets.ts';

/** What is shared, and what the person at the device is asked (MeshCentral 1.1.55, `meshuser.js`). */
const protocols: Readonly<Record<Access, number>> = { terminal: 1, desktop: 2, files: 4 };
const told: Readonly<Record<Access, number>> = { desktop: 1, terminal: 2, files: 4 };
const asked: Readonly<Record<Access, number>> = { desktop: 8, terminal: 16, files: 32 };

/** In UTF-16 code units: what the server takes as the name of a guest. */
const longestGuestName = 128;

/** A share of one device: found by the device and by the tag that stands in the name of the guest, and in every event of its use. */
export interface ShareRef {
  readonly nodeId: string;
  readonly tag: string;
}

/** One that the server knows. */
interface Share {
  readonly nodeid: string;
  readonly publicid: string;
  readonly userid: string;
  readonly guestName: string;
  readonly expireTime?: number;
  /** Of one's own alone. */
  readonly url?: string;
}

/** 50 bits, which people at the device read behind the supporter's name. */
export function tagOf({ tenantId, grantId, sessionId }: SessionKey): string {
  const digest = createHash('sha256').update(`${tenantId}/${grantId}/${sessionId}`).digest();
  return [...digest.subarray(0, 10)].map((byte) => alphabet[byte % 32]).join('');
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** What the device shows, and the relay log keeps: who helps, and the tag. */
function guestName(supporter: string | null, tag: string): string {
  return `${shownName(supporter, longestGuestName - tag.length - 3, 'Support')} [${tag}]`;
}

/**
 * The tag and the supporter in the name of a guest; `undefined` where we did not make it. Shares with a dot before the tag may be in force
 * yet, and one that is not known would pass for closed.
 */
export function readGuestName(name: unknown): { readonly supporter: string; readonly tag: string } | undefined {
  const [, supporter, tag] = typeof name === 'string' ? (/^(.*) (?:\[|· )([a-z2-7]{10})\]?$/s.exec(name) ?? []) : [];
  return supporter === undefined || tag === undefined ? undefined : { supporter, tag };
}

export function refOf({ nodeId, tag }: ShareRef): string {
  return `${nodeId} ${tag}`;
}

export function readRef(ref: string): ShareRef {
  const [nodeId = '', tag = ''] = ref.split(' ');
  return { nodeId, tag };
}

/** Shares a device for `minutes`. */
export async function share(
  ask: Ask,
  server: Server,
  ref: ShareRef,
  { supporter }: Pick<NewSession, 'supporter'>,
  { access, consent }: SessionTerms,
  minutes: number,
): Promise<PartnerSession> {
  const answer = await ask({
    action: 'createDeviceShareLink',
    nodeid: ref.nodeId,
    guestname: guestName(supporter, ref.tag),
    p: sum(access, protocols),
    consent: consentBits(access, consent),
    expire: minutes,
  });
  const { url, expire } = answer;
  if (typeof url !== 'string') throw new PartnerFailure('broken', 'createDeviceShareLink: the answer has no url');
  return {
    ref: refOf(ref),
    state: 'open',
    supporterLink: server.link(url),
    ...(isTime(expire) && { validUntil: expire }),
  };
}

function consentBits(access: readonly Access[], consent: ConsentPrompt): number {
  if (consent === 'none') return 0;
  return sum(access, consent === 'ask' ? asked : told);
}

function sum(access: readonly Access[], bits: Readonly<Record<Access, number>>): number {
  return access.reduce((all, each) => all | bits[each], 0);
}

/** The shares of a device that carry a tag, as sessions. Several where an answer was lost and asked for again. */
export async function sharesOf(ask: Ask, { nodeId, tag }: ShareRef): Promise<readonly Share[]> {
  const { deviceShares } = await ask({ action: 'deviceShares', nodeid: nodeId });
  return shares('deviceShares', deviceShares, nodeId).filter(({ guestName: name }) => readGuestName(name)?.tag === tag);
}

/** All shares of a group that an account made. */
export async function sharesIn(ask: Ask, groupId: string, userId: string): Promise<readonly Share[]> {
  const { deviceShares } = await ask({ action: 'deviceMeshShares', meshid: groupId });
  return shares('deviceMeshShares', deviceShares, '').filter(({ userid }) => userid === userId);
}

/**
 * Takes shares away, which cuts what runs on them, until none is listed: that the server says so is not enough. Resolves also when
 * they are gone.
 * @returns how many there were
 */
export async function removeAll(ask: Ask, listed: () => Promise<readonly Share[]>): Promise<number> {
  const found = await listed();
  for (const { nodeid, publicid } of found) await ask({ action: 'removeDeviceShare', nodeid, publicid });
  const left = found.length === 0 ? 0 : (await listed()).length;
  if (left === 0) return found.length;
  throw new PartnerFailure('broken', sentence('sharesListed', { count: left }));
}

export function sessionOf(server: Server, { nodeid, guestName: name, url, expireTime }: Share): PartnerSession {
  return {
    ref: refOf({ nodeId: nodeid, tag: readGuestName(name)?.tag ?? '' }),
    state: 'open',
    ...(url !== undefined && { supporterLink: server.link(url) }),
    ...(isTime(expireTime) && { validUntil: expireTime }),
  };
}

/** One whose guest has no name is none of ours, and is shared all the same. */
function shares(label: string, value: unknown, nodeid: string): Share[] {
  return list(label, value)
    .filter(({ publicid }) => typeof publicid === 'string')
    .map((each) => ({ nodeid, ...each, guestName: String(each.guestName ?? '') }) as unknown as Share);
}
