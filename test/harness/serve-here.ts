import type { Clock } from '../../src/core/clock.ts';
import type { Log } from '../../src/core/log.ts';
import { listen } from '../../src/http/port/listen.ts';
import type { Connector } from '../../src/partner/connector.ts';
import { bindOptions, productionParts } from '../../src/production.ts';
import { type Service, startService } from '../../src/service.ts';
import { readSettings } from '../../src/settings/read.ts';
import type { SettingsInput } from '../../src/settings/schema.ts';
import { silent } from './databases.ts';
import type { Outside } from './outside.ts';

/** `assistd serve` in this process, where its time can be turned. @param connectors beside those of the settings */
export async function serveHere(
  outside: Outside,
  more: Partial<SettingsInput> = {},
  { clock = outside.clock, log = silent, connectors = [] }: { clock?: Clock; log?: Log; connectors?: Connector[] } = {},
): Promise<Service> {
  const settings = readSettings('serve', { environment: {}, flags: { ...outside.settings, ...more } });
  const listening = await listen(bindOptions(settings));
  try {
    const parts = productionParts(settings, clock, log);
    return await startService({ ...parts, connectors: [...parts.connectors, ...connectors], listening });
  } catch (error) {
    await listening[Symbol.asyncDispose]();
    throw error;
  }
}
