import { randomBytes } from 'node:crypto';

export interface User {
  readonly _id: string;
  readonly name: string;
  readonly pass: string;
  readonly siteadmin: number;
  /** Its realms. */
  readonly groups: readonly string[];
}

interface Group {
  readonly _id: string;
  readonly name: string;
  readonly links: Record<string, { readonly name: string; readonly rights: number }>;
}

interface Node {
  readonly _id: string;
  readonly meshid: string;
  readonly name: string;
  conn: number;
  readonly agct: number;
  readonly serial: string;
}

interface Share {
  readonly nodeid: string;
  readonly publicid: string;
  readonly userid: string;
  readonly guestName: string;
  readonly p: number;
  readonly consent: number;
  readonly startTime: number;
  readonly expireTime: number;
  readonly url: string;
}

/** What the server knows. */
export interface World {
  readonly users: Map<string, User>;
  readonly groups: Map<string, Group>;
  readonly nodes: Map<string, Node>;
  readonly shares: Map<string, Share>;
  /** Newest first. */
  readonly events: { readonly to: readonly string[]; readonly event: Readonly<Record<string, unknown>> }[];
  push(to: readonly string[], event: Readonly<Record<string, unknown>>): void;
  url: string;
}

/** A question, as loose as on the wire. */
export interface Asked {
  readonly action: string;
  readonly responseid?: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a client sends has the shape that its action says.
  readonly [member: string]: any;
}

type Action = (world: World, user: User, question: Asked) => object[];

const sharing = 8 + 524_288;

/** In the words of MeshCentral 1.1.55 (`meshuser.js`), down to who echoes `responseid` and who does not. */
export const actions: Readonly<Record<string, Action>> = {
  ping: () => [{ action: 'pong' }],
  adduser(world, user, asked) {
    const id = `user//${asked.username}`;
    if ((user.siteadmin & 2) === 0) return said(asked, 'Permission denied');
    if (world.users.has(id)) return said(asked, 'User already exists');
    const { username: name, pass, siteadmin = 0 } = asked;
    world.users.set(id, { _id: id, name, pass, siteadmin, groups: user.groups });
    return said(asked, 'ok');
  },
  deleteuser(world, user, asked) {
    const id = asked.userid.includes('/') ? asked.userid : `user//${asked.userid}`;
    const found = world.users.get(id);
    if ((user.siteadmin & 2) === 0) return said(asked, 'Permission denied');
    if (!found) return said(asked, 'User does not exists');
    if (user.groups.length > 0 && !found.groups.some((each) => user.groups.includes(each))) {
      return said(asked, 'Invalid user group');
    }
    world.users.delete(id);
    for (const group of world.groups.values()) delete group.links[id];
    return said(asked, 'ok');
  },
  addmeshuser(world, user, asked) {
    const group = world.groups.get(asked.meshid);
    const [name] = asked.usernames;
    if (!group) return said(asked, 'Unknown device group');
    group.links[`user//${name}`] = { name, rights: asked.meshadmin };
    const before = Object.keys(group.links);
    world.push(before, change(group, user, name, 'Added'));
    return said(asked, `Added user ${name}`);
  },
  removemeshuser(world, user, asked) {
    const group = world.groups.get(asked.meshid);
    const before = Object.keys(group?.links ?? {});
    if (!group?.links[asked.userid]) return said(asked, 'Invalid userid');
    delete group.links[asked.userid];
    world.push(before, change(group, user, asked.userid, 'Removed'));
    return said(asked, 'ok');
  },
  meshes: ({ groups }, { _id }) => [
    { action: 'meshes', meshes: [...groups.values()].filter(({ links }) => links[_id]) },
  ],
  nodes(world, user, { responseid }) {
    const nodes: Record<string, object[]> = {};
    for (const { meshid, serial: _, ...node } of seen(world, user)) nodes[meshid] = [...(nodes[meshid] ?? []), node];
    return [{ action: 'nodes', responseid, nodes }];
  },
  getDeviceDetails(world, user) {
    const data = seen(world, user).map(({ serial, ...node }) => ({
      node,
      sys: { hardware: { identifiers: { bios_serial: serial } } },
      lastConnect: { time: node.agct },
    }));
    return [{ action: 'getDeviceDetails', data: JSON.stringify(data), type: 'json' }];
  },
  createDeviceShareLink(world, user, asked) {
    const refusal = refused(world, user, asked);
    if (refusal) return refusal;
    const publicid = randomBytes(9).toString('base64url');
    const expireTime = Date.now() + Math.min(asked.expire, 60) * 60_000;
    const url = `${world.url}/sharing?c=${publicid}`;
    const { nodeid, guestname: guestName, p, consent } = asked;
    const startTime = Date.now();
    world.shares.set(publicid, {
      nodeid,
      publicid,
      userid: user._id,
      guestName,
      p,
      consent,
      startTime,
      expireTime,
      url,
    });
    return [{ ...asked, start: startTime, expire: expireTime, url, publicid, result: 'OK' }];
  },
  deviceShares(world, user, asked) {
    const refusal = refused(world, user, asked);
    if (refusal) return refusal;
    const deviceShares = shown(world, user, ({ nodeid }) => nodeid === asked.nodeid).map(
      ({ nodeid: _, ...share }) => share,
    );
    return [{ action: 'deviceShares', nodeid: asked.nodeid, deviceShares }];
  },
  deviceMeshShares(world, user, asked) {
    const group = world.groups.get(asked.meshid);
    if (!group?.links[user._id]) {
      return [{ action: 'deviceShares', responseid: asked.responseid, result: 'Access denied' }];
    }
    const deviceShares = shown(world, user, ({ nodeid }) => world.nodes.get(nodeid)?.meshid === asked.meshid);
    return [{ action: 'deviceMeshShares', meshid: asked.meshid, deviceShares }];
  },
  removeDeviceShare(world, user, asked) {
    const refusal = refused(world, user, asked);
    if (refusal) return refusal;
    const removed = world.shares.get(asked.publicid) ?? null;
    world.shares.delete(asked.publicid);
    if (removed) {
      const { nodeid, guestName, publicid } = removed;
      world.push([user._id], { etype: 'node', action: 'removedDeviceShare', nodeid, msgArgs: [guestName], publicid });
    }
    const result = removed ? 'OK' : 'Invalid device share identifier.';
    const { action, responseid, nodeid, publicid } = asked;
    return [
      { action, responseid, nodeid, publicid, removed },
      { action, responseid, result },
    ];
  },
  events(world, user, asked) {
    const events = world.events
      .filter(({ to, event }) => (asked.nodeid ? event.nodeid === asked.nodeid : to.includes(user._id)))
      .map(({ event }) => event)
      .filter(({ action }) => asked.filter === undefined || action === asked.filter);
    const isBlind = asked.nodeid && !seen(world, user).some(({ _id }) => _id === asked.nodeid);
    return [{ action: 'events', events: isBlind ? [] : events, nodeid: asked.nodeid, tag: asked.tag }];
  },
};

function said({ action, responseid }: Asked, result: string): object[] {
  return [{ action, responseid, result }];
}

function change({ _id: meshid, name, links }: Group, by: User, of: string, what: string) {
  const username = what === 'Added' ? of : by.name;
  const msg = `${what} user ${of}`;
  return { etype: 'mesh', action: 'meshchange', username, userid: by._id, meshid, name, links: { ...links }, msg };
}

function seen({ groups, nodes }: World, { _id }: User): Node[] {
  return [...nodes.values()].filter(({ meshid }) => groups.get(meshid)?.links[_id]);
}

function shown({ shares }: World, { _id }: User, which: (share: Share) => boolean): Partial<Share>[] {
  return [...shares.values()]
    .filter((share) => share.expireTime > Date.now() && which(share))
    .map(({ url, ...share }) => (share.userid === _id ? { ...share, url } : share));
}

/** Refusals of all that has to do with shares have one action. */
function refused({ groups, nodes }: World, { _id }: User, { nodeid, responseid }: Asked): object[] | undefined {
  const refusal = (result: string) => [{ action: 'deviceShares', responseid, result }];
  const node = nodes.get(nodeid);
  if (!node) return refusal('Invalid node id');
  const rights = groups.get(node.meshid)?.links[_id]?.rights ?? 0;
  return (rights & sharing) === sharing ? undefined : refusal('Access denied');
}
