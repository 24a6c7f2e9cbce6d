import type { OnboardingOutcome } from '../assist/partner/complete-onboarding.ts';
import { html, page } from '../core/html.ts';
import { languageOf } from '../text/language.ts';
import { pageTexts } from '../text/page-texts.ts';
import type { Answer, Exchange } from './exchange.ts';

/** What a browser that comes back from the partner is told. */
export type Complete = (callback: {
  readonly state: string | null;
  readonly code: string | null;
  readonly error: string | null;
}) => Promise<OnboardingOutcome>;

const statusOf: Readonly<Record<OnboardingOutcome['kind'], number>> = {
  connected: 200,
  denied: 200,
  expired: 400,
  unknown: 400,
  failed: 502,
  unsettled: 503,
  unavailable: 503,
};

const style =
  'body{font:16px/1.5 system-ui,sans-serif;margin:0;color-scheme:light dark}main{max-width:36rem;margin:15vh auto;padding:0 1rem}small{opacity:.7}';

/** The page at `/connect/callback`. */
export function createCallback(complete: Complete): (exchange: Exchange) => Promise<Answer> {
  return async (exchange) => {
    const language = languageOf(exchange.headers['accept-language']);
    const query = new URLSearchParams(exchange.search);
    const isCallback = exchange.method === 'GET' && /^\/+connect\/callback\/?$/i.test(exchange.path);
    const outcome: OnboardingOutcome = isCallback
      ? await complete({ state: query.get('state'), code: query.get('code'), error: query.get('error') })
      : { kind: 'unknown' };
    const status = isCallback ? statusOf[outcome.kind] : 404;
    const { title, body } = pageTexts[language].callback[outcome.kind]('partner' in outcome ? outcome : {});
    const content = html`<main><h1>${title}</h1><p>${body}</p><p><small>request-id: ${exchange.requestId}</small></p></main>`;
    return { status, ...page({ language, title, style, body: content }) };
  };
}
