import { type Html, html, page } from '../../core/html.ts';
import type { PageTexts } from '../../text/en.ts';
import { pageTexts } from '../../text/page-texts.ts';
import { languageOf } from '../accepted.ts';
import type { Answer, Exchange } from '../exchange.ts';

const style =
  'body{font:16px/1.5 system-ui,sans-serif;margin:0;color-scheme:light dark}main{max-width:36rem;margin:15vh auto;padding:0 1rem;overflow-wrap:anywhere}button,.button{font:inherit;display:inline-block;padding:.5rem 1rem;border:1px solid;border-radius:.25rem;color:inherit;background:none;text-decoration:none;cursor:pointer}small{opacity:.7}';

/** What a page says, and what can be done on it. */
export interface Told {
  readonly title: string;
  readonly body: string;
  readonly more?: Html | undefined;
}

/** A page below `/connect`, in the language of who reads it. */
export function connectPage(
  exchange: Exchange,
  status: number,
  words: (texts: PageTexts, language: keyof typeof pageTexts) => Told,
  formAction?: string,
): Answer<string> {
  const language = languageOf(exchange.headers['accept-language']);
  const { title, body, more } = words(pageTexts[language], language);
  const content = html`<main><h1>${title}</h1><p>${body}</p>${more ?? ''}<p><small>request-id: ${exchange.requestId}</small></p></main>`;
  return { status, ...page({ language, title, style, body: content, ...(formAction && { formAction }) }) };
}

/** In code points. */
const longestName = 64;

/**
 * A name as a page of ours shows it: of a long one the beginning, and without what is not seen or turns the direction, because whoever gave
 * the name may want the page to say something else.
 */
export function shown<T extends string | null | undefined>(name: T): T | string {
  if (!name) return name;
  const seen = [...name.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')];
  return seen.length > longestName ? `${seen.slice(0, longestName - 1).join('')}…` : seen.join('');
}
