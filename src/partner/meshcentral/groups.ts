import { isObject } from '../../core/json.ts';
import { PartnerFailure } from '../partner-failure.ts';
import { judged } from './rights.ts';
import type { Ask } from './sockets.ts';

/** A device group on which the account has rights of its own. */
export interface Group {
  readonly id: string;
  readonly name: string;
  readonly missing: readonly string[];
  readonly excess: readonly string[];
}

/** The device groups that were given to an account. Rights that come by a user group are nobody's consent to us, and do not count. */
export async function groupsOf(ask: Ask, userId: string): Promise<Group[]> {
  const { meshes } = await ask({ action: 'meshes' });
  return list('meshes', meshes).flatMap(({ _id, name, links }) => {
    const link = isObject(links) ? links[userId] : undefined;
    if (typeof _id !== 'string' || !isObject(link) || typeof link.rights !== 'number' || link.rights === 0) return [];
    return [{ id: _id, name: String(name ?? ''), ...judged(link.rights) }];
  });
}

/** A device as the server lists it. */
export interface Node {
  readonly _id: string;
  readonly name?: string;
  /** 1 while its agent is connected. */
  readonly conn?: number;
  /** What the agent can do, in bits: 1 desktop, 2 terminal, 4 files. */
  readonly agent?: { readonly caps?: number };
  readonly meshid: string;
}

/** The devices of some groups. */
export async function nodesOf(ask: Ask, groups: readonly string[]): Promise<Node[]> {
  const { nodes } = await ask({ action: 'nodes' });
  if (!isObject(nodes)) throw new PartnerFailure('broken', 'nodes: the answer has none');
  return Object.entries(nodes).flatMap(([meshid, devices]) =>
    groups.includes(meshid) ? list('nodes', devices).map((device) => ({ ...device, meshid }) as Node) : [],
  );
}

/**
 * The objects in a list that an answer has. One that has none says nothing: it must not pass for an empty one, which is how a session looks
 * that is closed, and an account whose rights are gone.
 * @throws PartnerFailure `broken`
 */
export function list(label: string, value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.filter(isObject);
  throw new PartnerFailure('broken', `${label}: the answer has no list`);
}
