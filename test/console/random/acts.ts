import { elsewhere } from './elsewhere.ts';
import { type Control, controls, elementOf, focused, type Walker } from './walker.ts';

/** What somebody at the page may do next, each as often as its number says against the others'. */
export const acts = {
  press: 40,
  pressTwice: 3,
  key: 12,
  back: 4,
  forward: 2,
  reload: 2,
  resize: 2,
  speak: 2,
  elsewhere: 10,
  trouble: 8,
  network: 2,
  signIn: 1,
} as const;

export type Act = keyof typeof acts;

/** What people type, and paste: some of it is what is asked for. */
const odd = [
  '',
  ' ',
  'PC-00001',
  '  PC-00002 ',
  'TeamViewer',
  'Contoso',
  'Fabrikam',
  'ScreenConnect',
  "O'Brien",
  '%_\\',
  '<b>bold</b>',
  '"quoted',
  'PC AND',
  '中文',
  'x'.repeat(300),
  '\u202egnp.exe',
  '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
  '12',
  '-1',
  '2026-02-30',
  '11111111-2222-3333-4444-555555555555',
  'a\tb',
  '&from=x#y?',
];

export const sizes = [
  { width: 390, height: 844 },
  { width: 768, height: 1024 },
  { width: 1280, height: 800 },
] as const;

const keys = {
  Tab: 8,
  'Shift+Tab': 3,
  Escape: 5,
  Enter: 4,
  Space: 3,
  ArrowDown: 3,
  ArrowUp: 1,
  ArrowRight: 1,
  Home: 1,
  End: 1,
  Delete: 0.5,
  'Control+k': 3,
} as const;

type Doer = (walker: Walker) => Promise<string>;

/** What each act comes to; gives what was done, in words. */
export const doers: Readonly<Record<Act, Doer>> = {
  press: (walker) => operate(walker, false),
  pressTwice: (walker) => operate(walker, true),
  async key({ page, chance, books }) {
    const key = chance.weighted(keys);
    const times = key === 'Tab' ? 1 + chance.below(6) : 1;
    const on = await focused(page);
    books.begin(key === 'Enter' || key === 'Space' ? on : undefined);
    for (let time = 0; time < times; time++) await page.keyboard.press(key);
    // Past the last there is the browser's own, and then the first.
    if (key.endsWith('Tab') && (await page.evaluate('document.activeElement === document.body')))
      await page.keyboard.press(key);
    return `press ${key}${times > 1 ? ` ${times} times` : ''} on ${JSON.stringify(on.name)}`;
  },
  back: (walker) => travel(walker, 'back'),
  forward: (walker) => travel(walker, 'forward'),
  async reload({ page, troubles }) {
    if (!troubles.isQuiet) return 'leave the page as it is';
    await page.reload();
    await page.locator('h1').waitFor();
    return 'reload';
  },
  async resize({ page, chance }) {
    const size = chance.oneOf(sizes);
    await page.setViewportSize(size);
    return `resize to ${size.width}×${size.height}`;
  },
  async speak({ page, chance }) {
    const choice = chance.oneOf(['language', 'appearance']);
    const opener = page.locator('header button[aria-haspopup=menu]').nth(1);
    if ((await page.locator('[role=dialog], [role=menu]').count()) > 0) return 'see no settings';
    await opener.click();
    const items = page.getByRole('menuitemradio');
    const [from, to] = choice === 'language' ? [0, 3] : [3, 7];
    const item = items.nth(from + chance.below(to - from));
    const name = await item.innerText();
    await item.click();
    await page.keyboard.press('Escape');
    return `choose the ${choice} ${name}`;
  },
  elsewhere,
  trouble: async ({ troubles, chance }) => troubles.begin(chance),
  async network({ troubles }) {
    await troubles.offline(!troubles.isOffline);
    return troubles.isOffline ? 'lose the network' : 'have the network back';
  },
  async signIn({ page, troubles }) {
    if (!troubles.isEnded) {
      troubles.signOut();
      return 'be signed out by the issuer';
    }
    await troubles.end();
    await page.reload();
    await page.locator('h1').waitFor();
    return 'load the page anew, to sign in';
  },
};

const likely = { dialog: 3, menu: 3, main: 3, header: 1, navigation: 1 } as const;

async function operate(walker: Walker, twice: boolean): Promise<string> {
  const { page, chance, books, waysOut } = walker;
  const all = (await controls(page)).filter(({ name, href }) => !waysOut.has(name) && !/^(mailto:|#)/.test(href));
  if (all.length === 0) {
    await page.keyboard.press('Escape');
    return 'find nothing to operate, and press Escape';
  }
  const weights = Object.fromEntries(
    all.map(({ index, place, isOff }) => [index, likely[place] * (isOff ? 0.2 : 1)] as const),
  );
  const chosen = Number(chance.weighted(weights as Record<string, number>));
  const control = all.find(({ index }) => index === chosen) as Control;
  const { name, place, kind, isOff } = control;
  const where = `${JSON.stringify(name)} (${place}${isOff ? ', off' : ''})`;
  const element = await elementOf(page, control);
  if (!element) return `miss ${where}`;
  books.begin({ name, inDialog: place === 'dialog' });
  const timeout = 30_000;
  try {
    if (kind === 'choose' && !isOff) {
      const index = chance.below(control.choices);
      await element.selectOption({ index }, { timeout });
      return `choose the ${index + 1}th of ${where}`;
    }
    if (kind === 'type' && !isOff) {
      const typed = textFor(walker, control);
      await element.fill(typed, { timeout });
      const enters = chance.happens(0.25);
      if (enters) await element.press('Enter', { timeout });
      return `type ${JSON.stringify(typed.slice(0, 40))} into ${where}${enters ? ', and press Enter' : ''}`;
    }
    // What is off takes a click all the same, and comes to nothing.
    const click = { timeout, force: isOff };
    await (twice ? element.dblclick(click) : element.click(click));
    return `click ${twice ? 'twice ' : ''}on ${where}`;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    if (/not attached|Target.*closed|not an? HTMLElement|navigat/i.test(said)) return `miss ${where}, which is gone`;
    walker.stuck.push(`${where} cannot be operated: ${said.split('\n').slice(0, 12).join(' | ')}`);
    return `try to operate ${where}`;
  }
}

/** Mostly what the field asks for, where it says so. */
function textFor({ chance }: Walker, { name, type }: Control): string {
  if (type === 'date') return chance.oneOf(['', '2026-11-20', '2026-11-27', '0001-01-01', '9999-12-31']);
  if (type === 'datetime-local') return chance.oneOf(['', '2026-03-29T02:30', '0001-01-01T00:00']);
  if (type === 'number') return chance.oneOf(['', '0', '-1', '12']);
  const [, wanted] = /[:：]\s*(\S.*?)\s*\*?$/.exec(name) ?? [];
  return wanted && chance.happens(0.6) ? wanted : chance.oneOf(odd);
}

async function travel({ page, books }: Walker, way: 'back' | 'forward'): Promise<string> {
  books.begin();
  const here = page.url();
  await page.evaluate(`history.${way}()`).catch((error: Error) => {
    // Where it leads out of the console, the page is gone before it can answer.
    if (!/context was destroyed/.test(error.message)) throw error;
  });
  return `go ${way} from ${here.replace(/^https?:\/\/[^/]*/, '')}`;
}
