import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, type Page, chromium as playwright } from 'playwright-core';
import type { World } from '../harness/world.ts';

/** Somebody's use of the browser. */
export interface BrowserUse extends AsyncDisposable {
  readonly browser: Browser;
}

let running: Promise<Browser> | undefined;
let users = 0;

/** The browser of this process. The first who uses it starts it, the last closes it; each closes the contexts that it opened. */
export async function useBrowser(): Promise<BrowserUse> {
  users++;
  running ??= launch();
  const browser = await running;
  return {
    browser,
    async [Symbol.asyncDispose]() {
      if (--users > 0) return;
      running = undefined;
      await browser.close();
    },
  };
}

/** Chromium from npm, so that no machine needs one of its own. */
function launch(): Promise<Browser> {
  const quiet = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
  ];
  const args = [...quiet, '--disable-component-update', '--disable-sync'];
  return playwright.launch({ executablePath: unpacked(), args });
}

/**
 * The program, unpacked once on a machine. The package unpacks into the folder for temporary files, where two test processes that
 * come at once would spoil each other's: each makes its own, and the first to have it in place wins.
 */
function unpacked(): string {
  const manifest = findPackageJSON('@sparticuz/chromium', import.meta.url) ?? '';
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  const home = join(tmpdir(), `assistd-test-chromium-${version}-${process.getuid?.() ?? 0}`);
  if (!existsSync(home)) {
    const building = mkdtempSync(`${home}-`);
    const program = "import chromium from '@sparticuz/chromium'; await chromium.executablePath();";
    execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: import.meta.dirname,
      env: { ...process.env, TMPDIR: building },
    });
    try {
      renameSync(building, home);
    } catch {
      rmSync(building, { recursive: true });
    }
  }
  return join(home, 'chromium');
}

export interface Visit {
  /** A person of the development directory, by the name on the sign-in page. */
  readonly person?: string;
  readonly locale?: string;
  readonly colorScheme?: 'light' | 'dark';
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Where to go, below `/console`. */
  readonly path?: string;
  /** What has to be done with the page before it goes anywhere. */
  readonly prepare?: (page: Page) => Promise<void>;
}

/** A page of the console, signed in, with all that went wrong in it. */
export interface Console extends AsyncDisposable {
  readonly page: Page;
  /** What the page logged as an error, uncaught ones and refusals of its policy included. */
  readonly errors: string[];
  /** Goes to a page by the navigation, as a person does. */
  go(name: string): Promise<void>;
  /** Goes to an address below `/console`, as a link there does: the page is not loaded anew. */
  to(path: string): Promise<void>;
}

/** Opens the console in a browser that nobody used before, and signs in. */
export async function openConsole(browser: Browser, world: World, visit: Visit = {}): Promise<Console> {
  const { person = 'Adele Admin', locale = 'en-GB', colorScheme = 'light', viewport, path = '/' } = visit;
  const options: BrowserContextOptions = { ignoreHTTPSErrors: true, locale, colorScheme, reducedMotion: 'reduce' };
  const context = await browser.newContext({ ...options, viewport: viewport ?? { width: 1440, height: 900 } });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await visit.prepare?.(page);
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
    to: (path) => page.evaluate(`history.pushState(null, '', ${JSON.stringify(`/console${path}`)})`),
    [Symbol.asyncDispose]: () => context.close(),
  };
}

const artefacts = join(import.meta.dirname, '../../test-artefacts/console');

/** The states that the guide shows. */
const ofTheGuide: ReadonlySet<string> = new Set([
  'kill-switch-inside',
  'disconnect',
  'disconnects',
  'pending-work',
  'tenant-disconnect',
  'connector-severed',
  'suspended',
  'device',
  'sessions-inside',
  'import-preview',
  'person',
]);
const guide = join(import.meta.dirname, '../../docs/guide/console');

/**
 * Keeps a picture of the page, for people to look at: `PICTURES=1 npm test -- test/console/devices.test.ts`. `PICTURES=guide` renews
 * those of the guide.
 */
export async function picture(page: Page, name: string): Promise<void> {
  if (!process.env.PICTURES) return;
  const folder = process.env.PICTURES === 'guide' && ofTheGuide.has(name) ? guide : artefacts;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
}
