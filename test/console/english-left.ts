import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Text } from '../../console/src/text/en.ts';
import { activities } from '../../src/model/audit-activities.ts';
import { sentences } from '../../src/text/recorded/sentences.ts';

/** The words that only the English texts have, but for names. */
export function wordsOfEnglishAlone(
  languages: { readonly english: Text; readonly own: object },
  names: readonly string[],
): ReadonlySet<string> {
  const english = vocabulary(languages.english, sentences, Object.values(activities));
  return english.difference(vocabulary(languages.own)).difference(new Set(names.flatMap(wordsOf)));
}

/** Fails with the English words that a page of another language shows or says, but for what is marked as a quotation. */
export async function assertNoEnglish(page: Page, where: string, english: ReadonlySet<string>): Promise<void> {
  const shown = (await page.evaluate(`(${texts})()`)) as readonly string[];
  const left = shown.filter((text) => wordsOf(text).some((word) => english.has(word)));
  assert.deepEqual([...new Set(left)], [], `English on ${where}`);
}

/** Names, addresses and identifiers are of no language. */
function wordsOf(text: string): string[] {
  const prose = text.replaceAll(/\S*[@:/_.\d]\S*[\p{L}\d]|\b\w*[a-z][A-Z]\w*|\b[A-Z]{2,}\b/gu, ' ');
  return prose.match(/\p{Script=Latin}{3,}/gu)?.map((word) => word.toLowerCase()) ?? [];
}

/** Every word of texts, however deep; of those that are made from values, the words in their source. */
function vocabulary(...texts: readonly object[]): ReadonlySet<string> {
  const words = (value: unknown): string[] => {
    if (typeof value === 'string') return wordsOf(value);
    if (typeof value === 'function')
      return [...String(value).matchAll(/(['`])(.*?)\1/gs)].flatMap(([, , text = '']) => wordsOf(text));
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(words) : [];
  };
  return new Set(texts.flatMap(words));
}

/** Runs in the page: what is seen and what is said. */
const texts = `() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement?.closest('q, script, style, [lang]:not(html)') && node.parentElement?.checkVisibility()) found.push(node.data);
  }
  for (const element of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]')) {
    if (!element.checkVisibility()) continue;
    for (const name of ['aria-label', 'title', 'placeholder', 'alt']) found.push(element.getAttribute(name) ?? '');
  }
  return found.map((text) => text.trim()).filter(Boolean);
}`;
