import type { Clock } from '../../src/core/clock.ts';
import type { Log } from '../../src/core/log.ts';
import { listen } from '../../src/http/listen.ts';
import { bindOptions, productionParts } from '../../src/production.ts';
import { type Service, startService } from '../../src/service.ts';
import { readSettings } from '../../src/settings/read.ts';
import type { SettingsInput } from '../../src/settings/schema.ts';
import { silent } from './databases.ts';
import type { Outside } from './outside.ts';

/** `assistd serve` in this process, where its time can be turned. */
export async function serveHere(
  outside: Outside,
  more: Partial<SettingsInput> = {},
  { clock = outside.clock, log = silent }: { clock?: Clock; log?: Log } = {},
): Promise<Service> {
  const settings = readSettings('serve', { environment: {}, flags: { ...outside.settings, ...more } });
  const listening = await listen(bindOptions(settings));
  try {
    return await startService({ ...productionParts(settings, clock, log), listening });
  } catch (error) {
    await listening[Symbol.asyncDispose]();
    throw error;
  }
}
