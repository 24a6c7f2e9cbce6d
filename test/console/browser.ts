import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import chromium from '@sparticuz/chromium';
import { type Browser, type BrowserContextOptions, type Page, chromium as playwright } from 'playwright-core';
import type { World } from '../harness/world.ts';

/** Chromium from npm, as CI has it. */
export async function launchBrowser(): Promise<Browser> {
  const quiet = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
  ];
  const args = [...quiet, '--disable-component-update', '--disable-sync'];
  return playwright.launch({ executablePath: await chromium.executablePath(), args });
}

export interface Visit {
  /** A person of the development directory, by the name on the sign-in page. */
  readonly person?: string;
  readonly locale?: string;
  readonly colorScheme?: 'light' | 'dark';
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Where to go, below `/console`. */
  readonly path?: string;
}

/** A page of the console, signed in, with all that went wrong in it. */
export interface Console extends AsyncDisposable {
  readonly page: Page;
  /** What the page logged as an error, uncaught ones and refusals of its policy included. */
  readonly errors: string[];
  /** Goes to a page by the navigation, as a person does. */
  go(name: string): Promise<void>;
}

/** Opens the console in a browser that nobody used before, and signs in. */
export async function openConsole(browser: Browser, world: World, visit: Visit = {}): Promise<Console> {
  const { person = 'Adele Admin', locale = 'en-GB', colorScheme = 'light', viewport, path = '/' } = visit;
  const options: BrowserContextOptions = { ignoreHTTPSErrors: true, locale, colorScheme, reducedMotion: 'reduce' };
  const context = await browser.newContext({ ...options, viewport: viewport ?? { width: 1440, height: 900 } });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await page.goto(`${world.service.origin}/console${path}`);
  await page.getByRole('button', { name: person }).click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  return {
    page,
    errors,
    async go(name) {
      await page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
      await page.getByRole('heading', { level: 1, name }).waitFor();
    },
    [Symbol.asyncDispose]: () => context.close(),
  };
}

const artefacts = join(import.meta.dirname, '../../test-artefacts/console');

/** Keeps a picture of the page, for people to look at. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(artefacts, { recursive: true });
  await page.screenshot({ path: join(artefacts, `${name}.png`), animations: 'disabled' });
}
