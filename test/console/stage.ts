import { after, before } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { startWorld, type World, type WorldOptions } from '../harness/world.ts';
import { type Console, openConsole, useBrowser } from './browser.ts';

export interface Stage {
  readonly world: World;
  readonly browser: Browser;
  /**
   * The console that the tests of a file share who only look at where things stand: in a language, on a page, as wide as a desktop. One of its
   * own takes as long as most of what these look at.
   */
  shared(path: string, locale?: string): Promise<Console>;
}

/** One world and one browser for all tests of a file; `prepare` puts there what they expect. */
export function stage(
  prepare: (world: World) => Promise<void> = async () => {},
  options: WorldOptions = {},
): () => Stage {
  const stack = new AsyncDisposableStack();
  let set: Stage | undefined;
  before(async () => {
    const world = stack.use(await startWorld(options));
    const { browser } = stack.use(await useBrowser());
    await prepare(world);
    const consoles = new Map<string, Console>();
    const shared: Stage['shared'] = async (path, locale = 'en-GB') => {
      const visit = consoles.get(locale) ?? stack.use(await openConsole(browser, world, { locale }));
      consoles.set(locale, visit);
      await visit.page.unrouteAll();
      await visit.page.setViewportSize({ width: 1440, height: 900 });
      await visit.to(path);
      return visit;
    };
    set = { world, browser, shared };
  });
  after(() => stack.disposeAsync());
  return () => {
    if (!set) throw new Error('the stage is set before the first test');
    return set;
  };
}

/** Has the console believe that nothing is refused to the person, so that the service is what refuses. */
export async function allPermitted(page: Page): Promise<void> {
  await page.route('**/assist/me', async (route) => {
    const response = await route.fetch();
    return route.fulfill({ response, json: { ...(await response.json()), refusedOperations: [] } });
  });
}

/** Puts `count` devices into Contoso's inventory: PC-00001, PC-00002 … */
export async function addDevices(world: World, count: number): Promise<void> {
  const devices = Array.from({ length: count }, (_, index) => {
    const number = String(index + 1).padStart(5, '0');
    return {
      deviceName: `PC-${number}`,
      serialNumber: `SN-${number}`,
      operatingSystem: index % 4 === 3 ? 'macOS' : 'Windows',
      osVersion: '10.0.26100',
      complianceState: index % 5 === 0 ? 'noncompliant' : 'compliant',
      manufacturer: 'Contoso',
      model: 'Laptop 7',
      userPrincipalName: `user${number}@contoso.example`,
      userDisplayName: `User ${number}`,
      lastSyncDateTime: `2026-11-${String((index % 20) + 1).padStart(2, '0')}T08:00:00Z`,
      totalStorageSpaceInBytes: 512_000_000_000,
      freeStorageSpaceInBytes: 128_000_000_000,
    };
  });
  for (let from = 0; from < count; from += 1000) {
    const body = { devices: devices.slice(from, from + 1000) };
    const { status, text } = await world.send('POST', '/assist/managedDevices/import', { body });
    if (status !== 200) throw new Error(`import answered ${status}: ${text}`);
  }
}
