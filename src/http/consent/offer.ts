import type { answerOffers, findOffers, OfferAnswer, OfferPage } from '../../assist/consent/offer.ts';
import { type Html, html } from '../../core/html.ts';
import type { Offer } from '../../partner/onboarding.ts';
import type { PageTexts } from '../../text/en.ts';
import type { Language } from '../../text/language.ts';
import type { Answer, Exchange, Surface } from '../exchange.ts';
import { outcomePage, statusOf } from './callback.ts';
import { connectPage, shown } from './connect-page.ts';
import { consentCookie } from './consent-cookie.ts';

type Bound<F> = F extends (assist: never, ...rest: infer R) => infer A ? (...rest: R) => A : never;

export interface OfferOptions {
  readonly findOffers: Bound<typeof findOffers>;
  readonly answerOffers: Bound<typeof answerOffers>;
}

/** In bytes: ids of groups, one for each. */
const longestForm = 64 * 1024;

/** The page where something is given to an account of ours at the partner, and taken here. It may run nothing, so it is loaded again. */
export function createOffer({ findOffers, answerOffers }: OfferOptions): Surface {
  return async (exchange) => {
    const state = new URLSearchParams(exchange.search).get('state') ?? '';
    const { secret: browser } = consentCookie(exchange, state);
    if (exchange.method === 'GET') return answer(exchange, state, await findOffers(state, browser));
    return answer(exchange, state, await answerOffers(state, browser, () => readAnswer(exchange)));
  };
}

async function readAnswer({ body }: Exchange): Promise<OfferAnswer> {
  const form = new URLSearchParams(String((await body.bytes(longestForm)) ?? ''));
  return form.get('answer') === 'refuse' ? 'refused' : form.getAll('offer');
}

function answer(exchange: Exchange, state: string, told: Awaited<ReturnType<OfferOptions['findOffers']>>): Answer {
  if ('kind' in told) return outcomePage(exchange, statusOf[told.kind], told);
  const isUsable = ({ missing, excess }: Offer) => missing.length === 0 && excess.length === 0;
  const waits = told.invitation !== undefined || told.trouble !== undefined;
  const page = connectPage(
    exchange,
    200,
    ({ offer: texts }, language) => {
      const named = { organisation: shown(told.organisation), partner: shown(told.partner) };
      const text = told.invitation || told.trouble !== undefined ? texts.question(named) : texts.nothingGiven(named);
      return { ...text, more: html`${instructions(told, texts, language)}${form(told, state, texts, isUsable)}` };
    },
    "'self'",
  );
  // Until there is something to choose from; whoever chooses is not disturbed.
  const again = waits && !told.offers.some(isUsable) ? { Refresh: '2' } : {};
  return { ...page, headers: { ...page.headers, ...again } };
}

function instructions({ invitation, trouble }: OfferPage, texts: PageTexts['offer'], language: Language): Html {
  if (trouble !== undefined) return html`<p role="alert">${texts.trouble}</p>`;
  if (!invitation) return html``;
  const { steps: written } = invitation;
  const steps = written?.[language] ?? written?.en ?? [];
  return html`<ol>${steps.map((step) => html`<li>${step}</li>`)}</ol>
<dl><dt>${texts.account}</dt><dd><code>${invitation.account}</code></dd>
<dt>${texts.rights}</dt><dd>${invitation.rights.join(', ')}</dd></dl>
<p><a class="button" href="${invitation.page}" target="_blank" rel="noreferrer">${texts.open}</a></p>`;
}

function form(
  { invitation, offers, trouble }: OfferPage,
  state: string,
  texts: PageTexts['offer'],
  isUsable: (offer: Offer) => boolean,
): Html {
  const rows = offers.map((offer) => row(offer, texts, isUsable(offer)));
  const list = invitation
    ? html`<h2>${texts.offers}</h2>${rows.length > 0 ? html`<ul>${rows}</ul>` : html`<p>${texts.waiting}</p>`}`
    : html``;
  const canTake = invitation ? offers.some(isUsable) : trouble === undefined;
  const take = canTake ? html`<button name="answer" value="take">${texts.take}</button> ` : html``;
  return html`<form method="post" action="/connect/offer?state=${state}">${list}
<p>${take}<button name="answer" value="refuse">${texts.refuse}</button></p></form>`;
}

function row(
  { id, name, devices, givenBy, missing, excess }: Offer,
  texts: PageTexts['offer'],
  isUsable: boolean,
): Html {
  const about = texts.about({ name: shown(name), devices, givenBy: shown(givenBy) });
  const lacks = missing.length > 0 ? html`<br>${texts.missing(missing.join(', '))}` : html``;
  const exceeds = excess.length > 0 ? html`<br>${texts.excess(excess.join(', '))}` : html``;
  const box = isUsable
    ? html`<input type="checkbox" name="offer" value="${id}">`
    : html`<input type="checkbox" disabled>`;
  return html`<li><label>${box} ${about}</label>${lacks}${exceeds}</li>`;
}
