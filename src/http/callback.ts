import { createHash } from 'node:crypto';
import type { OnboardingOutcome } from '../assist/partner/complete-onboarding.ts';
import { type CallbackText, callbackTexts } from './callback-texts.ts';
import type { Answer, Exchange } from './exchange.ts';
import { languageOf } from './language.ts';

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
};

const style =
  'body{font:16px/1.5 system-ui,sans-serif;margin:0;color-scheme:light dark}main{max-width:36rem;margin:15vh auto;padding:0 1rem}small{opacity:.7}';
const styleHash = createHash('sha256').update(style).digest('base64');

// The address holds a one-time code: nothing may keep it, frame the page, or learn it from a referrer.
const headers = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store',
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${styleHash}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

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
    return { status, headers, body: page(language, callbackTexts[language](outcome), exchange.requestId) };
  };
}

function page(language: string, { title, body }: CallbackText, requestId: string): string {
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${style}</style></head>
<body><main><h1>${escaped(title)}</h1><p>${escaped(body)}</p><p><small>request-id: ${requestId}</small></p></main></body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
