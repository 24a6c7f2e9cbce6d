import type { ElementHandle, Page, Request } from 'playwright-core';
import type { Chance } from '../../faults/random/chance.ts';
import { waitFor } from '../../harness/wait-for.ts';
import type { World } from '../../harness/world.ts';
import type { Books } from './books.ts';
import type { Troubles } from './troubles.ts';

/** Somebody at a page of the console, who does whatever comes to mind. */
export interface Walker {
  readonly page: Page;
  readonly world: World;
  readonly chance: Chance;
  readonly books: Books;
  readonly troubles: Troubles;
  /** The names of what ends the walk: signing out, and signing in elsewhere. */
  readonly waysOut: ReadonlySet<string>;
  /** What could not be operated though it is there. */
  readonly stuck: string[];
}

/** Something that can be operated, where it stands in the page. */
export interface Control {
  readonly index: number;
  readonly kind: 'press' | 'type' | 'choose';
  readonly place: 'header' | 'navigation' | 'main' | 'dialog' | 'menu';
  readonly name: string;
  readonly isOff: boolean;
  readonly type: string;
  readonly href: string;
  /** How many options it has. */
  readonly choices: number;
}

/** What somebody can see and operate now: of what lies over each other, the uppermost. */
export async function controls(page: Page): Promise<readonly Control[]> {
  return (await page.evaluate(`(${listed})()`)) as readonly Control[];
}

export async function elementOf(page: Page, { index }: Control): Promise<ElementHandle | undefined> {
  const handle = await page.evaluateHandle(`window.__controls?.[${index}]`);
  return (handle.asElement() as ElementHandle | null) ?? undefined;
}

/** What the keyboard would press: in which dialog it stands, and what it is called. */
export async function focused(page: Page): Promise<{ readonly name: string; readonly inDialog: boolean }> {
  return (await page.evaluate(`(() => {
    const it = document.activeElement;
    return { name: (it?.getAttribute('aria-label') ?? it?.textContent ?? '').trim().slice(0, 60), inDialog: it?.closest('[role=dialog], [role=alertdialog]') != null };
  })()`)) as { name: string; inDialog: boolean };
}

const ofService = /\/(beta|assist|v1\.0)\/|\/token$/;

/** Counts what the page waits for. */
export function watchRequests(page: Page): ReadonlySet<Request> {
  const open = new Set<Request>();
  page.on('request', (request) => ofService.test(request.url()) && open.add(request));
  page.on('requestfinished', (request) => open.delete(request));
  page.on('requestfailed', (request) => open.delete(request));
  page.on('framenavigated', (frame) => frame === page.mainFrame() && !frame.url().includes('/console') && open.clear());
  return open;
}

/** Until the page waits for nothing that will come by itself, and has drawn what came. */
export async function settled({ page, troubles }: Walker, open: ReadonlySet<Request>): Promise<void> {
  await waitFor('nothing is asked for', async () => open.size <= troubles.heldCount || undefined, 30_000).catch(
    () => {},
  );
  // Whoever goes back to before the page was loaded waits for another.
  await page
    .locator('h1')
    .first()
    .waitFor({ timeout: 60_000 })
    .catch(() => {});
  await page
    .evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))')
    .catch(() => {});
}

const listed = `() => {
  const isSeen = (each) => each.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !each.closest('[aria-hidden=true], [data-tabster-dummy], [inert]');
  const last = (selector) => [...document.querySelectorAll(selector)].filter(isSeen).at(-1);
  const menu = last('[role=menu]');
  const dialog = last('[role=dialog], [role=alertdialog]');
  const root = menu ?? dialog ?? document.body;
  const found = [...root.querySelectorAll('button, a[href], input, select, textarea, [role^=menuitem], [role=switch]')].filter(isSeen);
  window.__controls = found;
  return found.map((each, index) => ({
    index,
    kind: each.tagName === 'SELECT' ? 'choose' : each.tagName === 'TEXTAREA' || (each.tagName === 'INPUT' && !['checkbox', 'radio', 'button', 'submit'].includes(each.type)) ? 'type' : 'press',
    place: menu ? 'menu' : each.closest('[role=dialog], [role=alertdialog]') ? 'dialog' : each.closest('main') ? 'main' : each.closest('nav') ? 'navigation' : 'header',
    name: (each.getAttribute('aria-label') ?? each.labels?.[0]?.textContent ?? each.textContent ?? '').trim().slice(0, 80),
    isOff: each.getAttribute('aria-disabled') === 'true' || each.disabled === true || each.readOnly === true,
    type: each.type ?? '',
    href: each.getAttribute('href') ?? '',
    choices: each.options?.length ?? 0,
  }));
}`;
