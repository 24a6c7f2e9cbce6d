import type { Page } from 'playwright-core';
import type { Language } from '../../../src/text/language.ts';
import { until } from '../../harness/world.ts';
import { assertAccessible } from '../accessible.ts';
import { assertNoEnglish } from '../english-left.ts';
import { assertLaidOut } from '../layout.ts';
import type { Troubles } from './troubles.ts';
import type { Walker } from './walker.ts';

/** What has to hold of a page at any moment is given some time to come about, and what spins more: in milliseconds. */
const patience = { whatever: 15_000, spins: 60_000 } as const;

/** What is wrong with the page as it is now, whatever led to it. */
export async function look(
  { page, troubles }: Walker,
  foreign: ReadonlyMap<Language, ReadonlySet<string>>,
  thoroughly: boolean,
): Promise<string[]> {
  const language = (await page.getAttribute('html', 'lang')) as Language;
  const english = foreign.get(language);
  const found = [
    ...(await lasting(() => wrongWith(page), patience.whatever)),
    ...(troubles.heldCount > 0 ? [] : await lasting(() => spinning(page), patience.spins)),
    ...(await lasting(() => failed(() => laidOut(page)), patience.whatever)),
  ];
  if (english)
    found.push(...(await lasting(() => failed(() => assertNoEnglish(page, language, english)), patience.whatever)));
  if (thoroughly) found.push(...(await lasting(() => failed(() => accessible(page, troubles)), patience.whatever)));
  return found;
}

/** What leads past something stands over what it skips, while it has the keyboard. */
async function laidOut(page: Page): Promise<void> {
  if (await page.evaluate(`document.activeElement?.getAttribute('href')?.startsWith('#')`)) return;
  await assertLaidOut(page, 'the page');
}

/** Of what something stands over, no size and no colour can be measured. */
async function accessible(page: Page, troubles: Troubles): Promise<void> {
  const isOpen = async (role: string) => (await page.locator(`[role=${role}]`).filter({ visible: true }).count()) > 0;
  if (await isOpen('menu')) await assertAccessible(page, 'the menu', 'all', '[role=menu]');
  // What is not an answer yet to what was asked is pale.
  else
    await assertAccessible(page, 'the page', troubles.heldCount > 0 || (await isOpen('dialog')) ? 'uncoloured' : 'all');
}

/** What is still so after a while. */
async function lasting(faults: () => Promise<string[]>, limitMs: number): Promise<string[]> {
  let found: string[] = [];
  await until(
    'nothing is wrong',
    async () => {
      found = await faults();
      return found.length === 0;
    },
    limitMs,
  ).catch(() => {});
  return found;
}

async function failed(check: () => Promise<void>): Promise<string[]> {
  try {
    await check();
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message.replaceAll(/\s*\n\s*/g, ' ').slice(0, 1500) : String(error)];
  }
}

const spinning = async (page: Page) =>
  (await page.evaluate(`[...document.querySelectorAll('.fui-Spinner, .fui-Skeleton, [aria-busy=true]')]
    .filter((each) => each.checkVisibility())
    .map((each) => 'it spins for ever: ' + each.outerHTML.slice(0, 200))`)) as string[];

const wrongWith = async (page: Page) => (await page.evaluate(`(${faults})()`)) as string[];

/** Runs in the page. */
const faults = `() => {
  const found = [];
  const isSeen = (each) => each.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const headings = [...document.querySelectorAll('h1')].filter(isSeen);
  if (headings.length !== 1) found.push(headings.length + ' first headings');
  const title = headings[0]?.textContent?.trim() ?? '';
  if (!document.title.includes(title.slice(0, 100).trim())) found.push('the title ' + JSON.stringify(document.title) + ' does not tell of ' + JSON.stringify(title));
  const said = document.body.innerText;
  const raw = /.{0,40}(\\bundefined\\b|\\[object |\\bNaN\\b|Invalid Date).{0,40}/.exec(said);
  if (raw) found.push('raw: ' + raw[0]);
  const dialogs = [...document.querySelectorAll('[role=dialog], [role=alertdialog]')].filter(isSeen);
  const questions = dialogs.filter((each) => each.matches('.fui-DialogSurface'));
  if (questions.length > 1) found.push(questions.length + ' dialogs over each other: ' + questions.map((each) => each.innerText.slice(0, 40)).join(' | '));
  const focused = document.activeElement;
  if (!focused || focused === document.body) found.push('nothing has the focus');
  else if (dialogs.length > 0 && !focused.closest('[role=dialog], [role=alertdialog], [role=menu], [data-tabster-dummy], .fui-Toaster')) found.push('the focus is behind the dialog, on ' + focused.outerHTML.slice(0, 160));
  const hidden = document.getElementById('root')?.getAttribute('aria-hidden') === 'true';
  if (hidden && dialogs.length === 0) found.push('the page is hidden from screen readers, and no dialog is open');
  return found;
}`;
