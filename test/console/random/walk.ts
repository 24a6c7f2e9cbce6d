import type { Browser, Page, Request } from 'playwright-core';
import { loadText } from '../../../console/src/text/catalogues.ts';
import type { Text } from '../../../console/src/text/en.ts';
import { formatFor } from '../../../console/src/text/format.ts';
import type { Language } from '../../../src/text/language.ts';
import { ptBR } from '../../../src/text/recorded/pt-BR.ts';
import { zhCN } from '../../../src/text/recorded/zh-CN.ts';
import { Chance } from '../../faults/random/chance.ts';
import type { World } from '../../harness/world.ts';
import { openConsole } from '../browser.ts';
import { wordsOfEnglishAlone } from '../english-left.ts';
import { acts, doers, sizes } from './acts.ts';
import { Books } from './books.ts';
import { look } from './look.ts';
import { Troubles } from './troubles.ts';
import { settled, type Walker, watchRequests } from './walker.ts';

/** More would only follow from the first. */
const most = 3;

/** Every so many steps, axe looks too. */
const thoroughEvery = 8;

/** Names, and what the walk itself types and adds. */
const names = [
  'Adele Admin Grady Reader Grace Hopper Ada Lovelace Contoso Fabrikam TeamViewer ScreenConnect ConnectWise Laptop Windows macOS User',
  'assistd English Ctrl Remote Help Graph code Theirs bold quoted Brien gnp exe As it was asked for Welcome to the hotel',
];

/** A walk through the console, the same for a seed as far as the service is as quick; gives what went wrong, and all that was done. */
export async function walk(
  world: World,
  browser: Browser,
  seed: number,
  steps: number,
): Promise<{ readonly wrong: readonly string[]; readonly history: readonly string[] }> {
  const chance = new Chance(seed);
  const texts = await catalogues();
  const foreign = foreignWords(texts);
  const all = Object.values(texts);
  const books = new Books(all.map(({ general }) => general.cancel));
  const waysOut = new Set(all.flatMap(({ shell, tenants }) => [shell.signOut, shell.leave, tenants.enter]));
  const person = chance.weighted({ 'Adele Admin': 6, 'Grady Reader': 1 });
  const locale = chance.oneOf(['en-GB', 'pt-BR', 'zh-CN']);
  const colorScheme = chance.oneOf(['light', 'dark'] as const);
  const viewport = chance.oneOf(sizes);
  let troubles: Troubles | undefined;
  let open: ReadonlySet<Request> = new Set();
  await using visit = await openConsole(browser, world, {
    person,
    locale,
    colorScheme,
    viewport,
    async prepare(page) {
      open = watchRequests(page);
      page.on('request', (request) => books.note(request));
      await answerPage(page);
      troubles = await Troubles.on(page);
    },
  });
  const { page, errors } = visit;
  if (!troubles) throw new Error('the page was not prepared');
  const walker: Walker = { page, world, chance, books, troubles, waysOut, stuck: [] };
  const history = [`${person}, ${locale}, ${colorScheme}, ${viewport.width}×${viewport.height}`];
  const wrong: string[] = [];
  const known = new Set<string>();
  const note = (step: number, found: readonly string[]) => {
    // What is wrong once is mostly wrong until somebody goes elsewhere.
    wrong.push(...found.filter((fault) => !known.has(fault)).map((fault) => `after step ${step}: ${fault}`));
    for (const fault of found) known.add(fault);
  };
  for (let step = 1; step <= steps && wrong.length < most; step++) {
    const act = chance.weighted(acts);
    const done = await doers[act](walker).catch((error: Error) => {
      walker.stuck.push(`${act} fails: ${error.message}`);
      return act;
    });
    history.push(`${step}. ${done}`);
    await settled(walker, open);
    if (!page.url().startsWith(`${world.service.origin}/console`)) {
      history.push('   away from the console, and back');
      await troubles.end();
      await page.goto(`${world.service.origin}/console/`);
      await page.locator('h1').waitFor();
    }
    note(step, [
      ...walker.stuck.splice(0),
      // What the network does, and what is told where it was asked for, is told by the browser as well.
      ...errors.splice(0).filter((error) => !/^Failed to load resource|net::ERR_|^PartMissing/.test(error)),
      ...books.faults(),
      ...(await look(walker, foreign, step % thoroughEvery === 0)),
    ]);
    if (chance.happens(0.5)) troubles.release();
  }
  troubles.release();
  note(steps, await books.against(world));
  return { wrong, history };
}

/** What the browser asks of a person beside the page. */
async function answerPage(page: Page): Promise<void> {
  page.on('dialog', (asking) => void asking.accept().catch(() => {}));
  page.on('popup', (beside) => void beside.close().catch(() => {}));
  page.on('filechooser', (chooser) => {
    const rows = ['Serial number,Device name,Last sync', 'SN-00001,PC-00001,2026-11-26', 'SN-9,PC-9,03/04/2026', ',,'];
    const buffer = Buffer.from(rows.join('\n'));
    void chooser.setFiles({ name: 'devices.csv', mimeType: 'text/csv', buffer }).catch(() => {});
  });
  await page.addInitScript('window.print = () => {}');
}

async function catalogues(): Promise<Readonly<Record<Language, Text>>> {
  const [en, pt, zh] = await Promise.all([
    loadText('en', formatFor('en')),
    loadText('pt-BR', formatFor('pt-BR')),
    loadText('zh-CN', formatFor('zh-CN')),
  ]);
  return { en, 'pt-BR': pt, 'zh-CN': zh };
}

/** The words that a page of another language may not show. */
function foreignWords({ en: english, ...others }: Readonly<Record<Language, Text>>) {
  const recorded = { 'pt-BR': ptBR, 'zh-CN': zhCN } as const;
  const words = new Map<Language, ReadonlySet<string>>();
  for (const language of ['pt-BR', 'zh-CN'] as const) {
    const own = { text: others[language], recorded: recorded[language] };
    words.set(language, wordsOfEnglishAlone({ english, own }, names));
  }
  return words;
}
