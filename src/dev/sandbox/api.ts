import { createHash } from 'node:crypto';
import { isObject } from '../../core/json.ts';
import { fields, type Incoming, json, type Reply, refuse, text } from './exchange.ts';
import type { SandboxGrant } from './grants.ts';
import type { SandboxSession, SandboxSessions } from './sessions.ts';

/** What the session and report calls work on. */
export interface ApiContext {
  readonly sessions: SandboxSessions;
  readonly origin: string;
  readonly now: () => number;
  readonly listIncludesCustomApi: boolean;
  readonly pageSize: number;
}

const longestText = 4000;

export function account(grant: SandboxGrant): Reply {
  return json(200, { ...grant.account, email_validated: true, email_language: 'en', license: { valid: true } });
}

export function createSession(incoming: Incoming, grant: SandboxGrant, context: ApiContext): Reply {
  const body = fields(incoming);
  const groupid = text(body, 'groupid') || groupOf(text(body, 'groupname'));
  if (!/^g\d+$/.test(groupid)) return refuse(400, 'invalid_request', 'groupid or groupname is required.');
  const problem = tooLong(body);
  if (problem !== undefined) return problem;
  const tomorrow = new Date(context.now() + 24 * 3_600_000).toISOString();
  const validUntil = Date.parse(text(body, 'valid_until') || tomorrow);
  if (!(validUntil > context.now())) return refuse(400, 'invalid_request', 'valid_until must be a time ahead.');
  const session = context.sessions.open({
    userid: grant.account.userid,
    groupid,
    description: text(body, 'description'),
    custom_api: text(body, 'custom_api'),
    waiting_message: text(body, 'waiting_message'),
    end_customer: endCustomer(body.end_customer),
    valid_until: new Date(validUntil).toISOString(),
  });
  return json(200, wire(session, context.origin));
}

export function listSessions(incoming: Incoming, grant: SandboxGrant, context: ApiContext): Reply {
  const state = incoming.query.get('state')?.toLowerCase();
  const groupid = incoming.query.get('groupid');
  const found = context.sessions.list.filter(
    (session) =>
      session.userid === grant.account.userid &&
      (state === undefined || session.state.toLowerCase() === state) &&
      (groupid === null || session.groupid === groupid),
  );
  const { items, next, remaining } = pageOf(found, incoming.query.get('offset'), context.pageSize);
  const sessions = items.map((session) => {
    const { custom_api, closed_at: _onlyInGet, ...rest } = wire(session, context.origin);
    return context.listIncludesCustomApi ? { ...rest, custom_api } : rest;
  });
  return json(200, { sessions, next_offset: next, sessions_remaining: remaining });
}

/** `GET`, `PUT` and `DELETE` of one session. */
export function oneSession(incoming: Incoming, grant: SandboxGrant, context: ApiContext, code: string): Reply {
  const session = context.sessions.find(code);
  if (session?.userid !== grant.account.userid) return refuse(404, 'not_found', 'There is no such session.');
  if (incoming.method === 'GET') return json(200, wire(session, context.origin));
  if (incoming.method === 'DELETE') {
    context.sessions.remove(code);
    return { status: 204 };
  }
  const body = fields(incoming);
  const problem = tooLong(body);
  if (problem !== undefined) return problem;
  if (body.state !== undefined && !/^(open|closed)$/i.test(text(body, 'state'))) {
    return refuse(400, 'invalid_request', 'state must be Open or Closed.');
  }
  const changes = ['description', 'custom_api', 'waiting_message'].filter((name) => typeof body[name] === 'string');
  context.sessions.change(code, Object.fromEntries(changes.map((name) => [name, text(body, name)])));
  if (/^closed$/i.test(text(body, 'state'))) context.sessions.close(code);
  return { status: 204 };
}

export function listConnections(incoming: Incoming, grant: SandboxGrant, context: ApiContext): Reply {
  const code = incoming.query.get('session_code');
  const found = context.sessions.connections.filter(
    (connection) => connection.userid === grant.account.userid && (code === null || connection.session_code === code),
  );
  const { items, next, remaining } = pageOf(found, incoming.query.get('offset_id'), context.pageSize);
  return json(200, { records: items, records_remaining: remaining, next_offset: next });
}

function wire(session: SandboxSession, origin: string) {
  const { userid, ...rest } = session;
  return {
    ...rest,
    assigned_userid: userid,
    end_customer_link: `${origin}/customer/${session.code}`,
    supporter_link: `${origin}/supporter/${session.code}`,
    webclient_supporter_link: `${origin}/supporter/${session.code}?web`,
  };
}

/** An unknown group name makes a group; here it always has the id that follows from its name. */
function groupOf(name: string): string {
  return name === '' ? '' : `g${createHash('sha256').update(name).digest().readUInt32BE(0)}`;
}

function tooLong(body: Readonly<Record<string, unknown>>): Reply | undefined {
  const name = ['description', 'custom_api'].find((member) => text(body, member).length > longestText);
  return name === undefined
    ? undefined
    : refuse(400, 'invalid_request', `${name} must not be longer than ${longestText} characters.`);
}

function endCustomer(value: unknown): SandboxSession['end_customer'] {
  if (!isObject(value)) return {};
  const { name, email } = value;
  return {
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof email === 'string' ? { email } : {}),
  };
}

function pageOf<T>(items: readonly T[], offset: string | null, size: number) {
  const start = /^\d+$/.test(offset ?? '') ? Number(offset) : 0;
  const end = start + size;
  return {
    items: items.slice(start, end),
    next: end < items.length ? String(end) : undefined,
    remaining: Math.max(0, items.length - end),
  };
}
