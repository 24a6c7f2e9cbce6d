import type { Assist } from '../../assist/assist.ts';
import { hashOfBrowser } from '../../assist/consent/behind-consent.ts';
import type { AwaitedConsent } from '../../assist/consent/start-consent.ts';
import { keyElsewhere } from '../../assist/key-elsewhere.ts';
import { html } from '../../core/html.ts';
import { isUnavailable } from '../../store/unavailable.ts';
import type { Answer, Exchange, Surface } from '../exchange.ts';
import { type Complete, createCallback, outcomePage } from './callback.ts';
import { connectPage, shown } from './connect-page.ts';
import { consentCookie } from './consent-cookie.ts';
import { createOffer, type OfferOptions } from './offer.ts';

export interface ConnectOptions extends OfferOptions {
  readonly confirmation: Assist['consentConfirmation'];
  /** The consent that is awaited with a state. */
  readonly find: (state: string) => Promise<AwaitedConsent | undefined>;
  /** Where a browser goes on to the partner; `undefined` where it may not. */
  readonly goOn: (state: string, browser: string) => Promise<string | undefined>;
  readonly complete: Complete;
  /** Where an address leads that somebody was given in place of a link; `undefined` where nowhere any more. */
  readonly launch: (link: string) => Promise<string | undefined>;
}

/**
 * The pages below `/connect`: where consent begins, where a browser comes back with it, where it is given without leaving us, and where a
 * supporter goes on to a partner that tells nothing of it.
 */
export function createConnect(options: ConnectOptions): Surface {
  const offer = createOffer(options);
  const pages: Readonly<Record<string, Surface>> = {
    'GET start': (exchange) => start(options, exchange),
    'POST start': (exchange) => leave(options, exchange),
    'GET browser': browser,
    'GET callback': createCallback(options.complete),
    'GET offer': offer,
    'POST offer': offer,
    'GET launch': (exchange) => launch(options, exchange),
  };
  return async (exchange) => {
    const [, name = ''] = /^\/+connect\/([a-z]+)\/?$/i.exec(exchange.path) ?? [];
    const page = pages[`${exchange.method} ${name.toLowerCase()}`];
    if (!page) return outcomePage(exchange, 404, { kind: 'unknown' });
    try {
      return await page(exchange);
    } catch (error) {
      if (!isUnavailable(keyElsewhere(error) ?? error)) throw error;
      return outcomePage(exchange, 503, { kind: 'unavailable' });
    }
  };
}

/** Says for whom consent is asked, before anybody is asked; a browser in which that is confirmed goes on. */
async function start({ confirmation, find, goOn }: ConnectOptions, exchange: Exchange): Promise<Answer> {
  const state = stateOf(exchange);
  const consent = await find(state);
  if (!consent) return outcomePage(exchange, 400, { kind: 'expired' });
  const cookie = consentCookie(exchange, state);
  if (confirmation === 'signIn' && cookie.secret !== undefined) {
    const page = await goOn(state, cookie.secret);
    if (page !== undefined) return onTo(page);
  }
  const headers = cookie.secret === undefined ? cookie.make() : {};
  const answer = connectPage(
    exchange,
    200,
    ({ start: texts }, language) => {
      const named = namesOf(consent, language);
      const signIn = confirmation === 'signIn';
      const note = confirmation === 'none' ? '' : signIn ? texts.signInNote(named) : texts.parkNote(named);
      const action = signIn
        ? html`<a class="button" href="${signInPage(consent, state)}">${texts.signIn}</a>`
        : html`<form method="post" action="/connect/start?state=${state}"><button>${texts.goOn(named)}</button></form>`;
      return { ...texts.question(named), more: html`<p>${note}</p><p>${action}</p>` };
    },
    // The form is ours; after it comes the partner's page, which may lead on to others, and browsers hold those to this as well.
    confirmation === 'signIn' ? undefined : '*',
  );
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

async function launch(options: ConnectOptions, exchange: Exchange): Promise<Answer> {
  const link = new URLSearchParams(exchange.search).get('link') ?? '';
  // What a browser loads ahead nobody has followed.
  const isAhead = /\bprefetch\b/i.test(exchange.headers['sec-purpose'] ?? '');
  const page = isAhead ? undefined : await options.launch(link);
  return page === undefined ? connectPage(exchange, 410, ({ launch: { over } }) => over) : onTo(page);
}

/** A form of another site brings no cookie, so that nobody is sent to the partner who was not told for whom. */
async function leave({ confirmation, goOn }: ConnectOptions, exchange: Exchange): Promise<Answer> {
  const state = stateOf(exchange);
  const { secret } = consentCookie(exchange, state);
  const page = secret === undefined || confirmation === 'signIn' ? undefined : await goOn(state, secret);
  return page === undefined ? outcomePage(exchange, 400, { kind: 'expired' }) : onTo(page);
}

function onTo(page: string): Answer {
  return {
    status: 303,
    headers: { Location: page, 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' },
    body: undefined,
  };
}

/** The page of the console that asks to sign in, and brings the browser back when somebody has confirmed. */
function signInPage({ partnerId }: AwaitedConsent, state: string): string {
  return `/console/connect?${new URLSearchParams({ partner: partnerId, state })}`;
}

/**
 * What a confirmation names the browser by that asks, `null` where it was on no start page. It is not in the address of that page: who sent
 * theirs on would have their own browser confirmed by somebody else.
 */
async function browser(exchange: Exchange): Promise<Answer> {
  const { secret } = consentCookie(exchange, stateOf(exchange));
  const body = JSON.stringify({ browser: secret === undefined ? null : hashOfBrowser(secret) });
  return { status: 200, headers: { 'Content-Type': 'application/json' }, body };
}

function namesOf({ organisation, partner, requestedBy, requestedAt }: AwaitedConsent, language: string) {
  const format = new Intl.DateTimeFormat(language, {
    dateStyle: 'long',
    timeStyle: 'short',
    hourCycle: 'h23',
    timeZone: 'UTC',
  });
  return {
    organisation: shown(organisation),
    partner: shown(partner),
    requestedBy: shown(requestedBy),
    requestedAt: requestedAt === undefined ? undefined : `${format.format(requestedAt)} UTC`,
  };
}

function stateOf({ search }: Exchange): string {
  return new URLSearchParams(search).get('state') ?? '';
}
