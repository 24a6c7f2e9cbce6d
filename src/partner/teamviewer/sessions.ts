import type { Secret } from '../../core/secret.ts';
import { cut } from '../../core/unicode.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import { describe } from '../host/answer.ts';
import { Body } from '../host/body.ts';
import { PartnerFailure } from '../partner-failure.ts';
import type { GrantKey, NewSession, PartnerSession, SessionKey } from '../session.ts';
import type { Api } from './api.ts';

/** TeamViewer wants every session in a group, and makes the group when there is none of that name. */
export type SessionGroups = 'one' | 'organisation';

const group = 'assistd';
// The API's own limits; a text beyond them would have the whole session refused.
const longestDescription = 4000;
const longestName = 100;

/** TeamViewer's session codes (service cases). */
export class Sessions {
  readonly #api: Api;
  readonly #groups: SessionGroups;

  constructor(api: Api, groups: SessionGroups) {
    this.#api = api;
    this.#groups = groups;
  }

  async open(accessToken: Secret, session: NewSession, signal: AbortSignal | undefined): Promise<PartnerSession> {
    const { name, email } = session.endCustomer ?? {};
    const body = {
      groupname: this.#groups === 'one' ? group : groupOf(session.organisation),
      description: cut(session.description, longestDescription),
      custom_api: correlationOf(session.key),
      valid_until: new Date(session.validUntil).toISOString(),
      end_customer:
        name === undefined && email === undefined ? undefined : { name: name && cut(name, longestName), email },
    };
    const call = { method: 'POST', route: '/sessions', body, expects: 'json', kind: 'once' } as const;
    return toSession(Body.of(await this.#api.call(accessToken, call, signal)));
  }

  async find(accessToken: Secret, code: string, signal: AbortSignal | undefined): Promise<PartnerSession | undefined> {
    const body = await this.#read(accessToken, code, signal);
    return body && toSession(body);
  }

  async findOpen(
    accessToken: Secret,
    of: GrantKey | SessionKey,
    signal: AbortSignal | undefined,
  ): Promise<PartnerSession[]> {
    const call = {
      method: 'GET',
      route: '/sessions',
      query: { state: 'open', full_list: 'true' },
      list: 'sessions',
      cursor: 'offset',
      expects: 'json',
      kind: 'repeating',
    } as const;
    const wanted = correlationOf(of);
    const open: PartnerSession[] = [];
    for await (const item of this.#api.pages(accessToken, call, signal)) {
      // Whether the list carries `custom_api` is not documented; the session itself does.
      const body = item.has('custom_api') ? item : await this.#read(accessToken, item.string('code'), signal);
      if (!body?.optionalString('custom_api')?.startsWith(wanted)) continue;
      const session = toSession(body);
      if (session.state === 'open') open.push(session);
    }
    return open;
  }

  async close(accessToken: Secret, code: string, signal: AbortSignal | undefined): Promise<string> {
    const call = {
      method: 'PUT',
      route: '/sessions/{code}',
      code,
      body: { state: 'Closed' },
      expects: 'nothing',
      kind: 'repeating',
    } as const;
    try {
      const answer = await this.#api.find(accessToken, call, signal);
      const said = answer ? describe(answer) : sentence('noSuchSession');
      await this.#mustBeClosed(accessToken, code, said, signal);
      return said;
    } catch (error) {
      if (!(error instanceof PartnerFailure) || (error.reason !== 'refused' && error.reason !== 'forbidden'))
        throw error;
      // What a closed session answers to a second close is not documented; that it is closed is what was asked for.
      const session = await this.find(accessToken, code, signal);
      if (session?.state === 'open') throw error;
      return `${error.message}${sentence('and')}${sentence(session ? 'isClosed' : 'isGone')}`;
    }
  }

  /** A state that is no word is one that the API's schema numbers, in a way that nobody documents: it says neither. */
  async #mustBeClosed(accessToken: Secret, code: string, said: string, signal: AbortSignal | undefined): Promise<void> {
    const body = await this.#read(accessToken, code, signal);
    if (body?.optionalWord('state') !== 'open') return;
    throw new PartnerFailure('broken', sentence('openStill', { why: said }));
  }

  async #read(accessToken: Secret, code: string, signal: AbortSignal | undefined): Promise<Body | undefined> {
    const call = { method: 'GET', route: '/sessions/{code}', code, expects: 'json', kind: 'repeating' } as const;
    const answer = await this.#api.find(accessToken, call, signal);
    return answer && Body.of(answer);
  }
}

/**
 * TeamViewer keeps a text of ours with each session. It starts with the grant, so that retiring one grant finds its own sessions and
 * none that a newer connection of the same organisation has opened since.
 */
function correlationOf(of: GrantKey | SessionKey): string {
  return `assistd/${of.tenantId}/${of.grantId}/${'sessionId' in of ? of.sessionId : ''}`;
}

/** Told apart by the id also where two organisations have one name. */
function groupOf({ id, displayName }: NewSession['organisation']): string {
  const name = cut(displayName ?? '', longestName).trim();
  return [group, name, id].filter((part) => part !== '').join(' · ');
}

/** By its code alone it can be closed: what else is not as promised is left out, and a session is found all the same. */
function toSession(body: Body): PartnerSession {
  const supporterLink = body.optionalLink('supporter_link') ?? body.optionalLink('webclient_supporter_link');
  const endCustomerLink = body.optionalLink('end_customer_link');
  const validUntil = body.knownTime('valid_until');
  return {
    ref: body.string('code'),
    state: isClosed(body) ? 'closed' : 'open',
    ...(supporterLink === undefined ? {} : { supporterLink }),
    ...(endCustomerLink === undefined ? {} : { endCustomerLink }),
    ...(validUntil === undefined ? {} : { validUntil }),
  };
}

/**
 * What is not known to be closed counts as open: closing it once more is harmless, leaving it open is not. When it was closed says nothing
 * of a session that is open again.
 */
function isClosed(body: Body): boolean {
  const state = body.optionalWord('state');
  return state === 'closed' || (state !== 'open' && body.knownTime('closed_at') !== undefined);
}
