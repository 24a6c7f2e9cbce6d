import { type Html, html } from '../../core/html.ts';
import type { SandboxControls } from './controls.ts';
import { fields, type Incoming, json, type Reply, refuse, text } from './exchange.ts';
import { type Fault, faultKind } from './faults.ts';
import { sandboxPage } from './page.ts';

/** The sandbox's own side, `/sandbox/…`: what a test does with the object, for curl and a browser. */
export function control(incoming: Incoming, sandbox: SandboxControls): Reply {
  const [, , noun = '', id = '', verb = ''] = incoming.path.split('/').map(decodeURIComponent);
  switch (`${incoming.method} ${noun}${id === '' ? '' : '/:id'}${verb === '' ? '' : `/${verb}`}`) {
    case 'GET record':
      return json(200, { record: sandbox.record });
    case 'GET grants':
      return json(200, { grants: sandbox.grants });
    case 'GET sessions':
      return json(200, { sessions: sandbox.sessions, connections: sandbox.connections });
    case 'GET faults':
      return json(200, { faults: sandbox.faults.list });
    case 'POST faults':
      return attempt(() => {
        sandbox.faults.add(toFault(fields(incoming)));
        return json(200, { faults: sandbox.faults.list });
      });
    case 'DELETE faults':
      sandbox.faults.clear();
      return { status: 204 };
    case 'POST behaviour':
      sandbox.revokesWholeAccount = text(fields(incoming), 'revokes') === 'account';
      return { status: 204 };
    case 'POST reset':
      sandbox.reset();
      return { status: 204 };
    case 'POST grants/:id/revoke':
      return attempt(() => {
        sandbox.revokeBehindOurBack(id);
        return { status: 204 };
      });
    case 'POST sessions/:id/connect': {
      const body = fields(incoming);
      const minutes = text(body, 'minutes') === 'open' ? undefined : Number(body.minutes ?? 5);
      return attempt(() => json(200, sandbox.connect(id, text(body, 'supporter') || 'Supporter', minutes)));
    }
    case 'POST connections/:id/hangUp':
      sandbox.hangUp(id);
      return { status: 204 };
    default:
      return refuse(404, 'not_found', 'See record, grants, sessions, faults and reset below /sandbox/.');
  }
}

function attempt(action: () => Reply): Reply {
  try {
    return action();
  } catch (error) {
    if (error instanceof RangeError) return refuse(400, 'invalid_request', error.message);
    throw error;
  }
}

/** From JSON, or from a form, where numbers are text. */
function toFault(body: Readonly<Record<string, unknown>>): Fault {
  const number = (name: string): number | undefined => {
    if (body[name] === undefined) return undefined;
    const value = Number(body[name]);
    if (!(value >= 0)) throw new RangeError(`${name} must be a number`);
    return value;
  };
  return {
    kind: faultKind(text(body, 'kind')),
    path: text(body, 'path') || undefined,
    method: text(body, 'method') || undefined,
    times: number('times'),
    milliseconds: number('milliseconds'),
    retryAfter: text(body, 'retryAfter') || number('retryAfter'),
    status: number('status'),
    body: text(body, 'body') || undefined,
    contentType: text(body, 'contentType') || undefined,
  };
}

/** The page at `/`: what the sandbox knows, to be read by a person. */
export function overview(sandbox: SandboxControls): Reply {
  const grants = sandbox.grants.map((grant) => [
    grant.id,
    grant.account.email,
    grant.issuedAt,
    grant.revokedAt === undefined ? 'in force' : `revoked ${grant.revokedAt} (${grant.revokedBy ?? ''})`,
  ]);
  const sessions = sandbox.sessions.map((session) => [
    session.code,
    session.state,
    session.description,
    session.created_at,
    session.closed_at ?? '',
  ]);
  const record = sandbox.record
    .slice(-50)
    .reverse()
    .map((call) => [call.time, call.method, call.path, String(call.status ?? 'no answer'), call.outcome]);
  return sandboxPage(
    200,
    'What the sandbox knows',
    html`<h2>Grants</h2>${table(['Grant', 'Account', 'Issued', 'State'], grants)}
<h2>Sessions</h2>${table(['Code', 'State', 'Description', 'Created', 'Closed'], sessions)}
<h2>Last calls</h2>${table(['Time', 'Method', 'Path', 'Status', 'Outcome'], record)}
<p>As JSON: <a href="/sandbox/record">record</a>, <a href="/sandbox/grants">grants</a>,
<a href="/sandbox/sessions">sessions</a>, <a href="/sandbox/faults">faults</a>.</p>`,
  );
}

/** Where the two links of a session lead. */
export function sessionPage(side: 'supporter' | 'customer', code: string, sandbox: SandboxControls): Reply {
  const session = sandbox.sessions.find((other) => other.code === code);
  if (session === undefined) return sandboxPage(404, 'No such session', html`<p>There is no session ${code}.</p>`);
  const who = side === 'supporter' ? 'The supporter connects here.' : 'The person who is helped joins here.';
  return sandboxPage(200, `Session ${code}`, html`<p>${who} The session is <b>${session.state.toLowerCase()}</b>.</p>`);
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): Html {
  if (rows.length === 0) return html`<p>None.</p>`;
  const head = heads.map((text) => html`<th scope="col">${text}</th>`);
  const body = rows.map((row) => html`<tr>${row.map((text) => html`<td>${text}</td>`)}</tr>`);
  return html`<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}
