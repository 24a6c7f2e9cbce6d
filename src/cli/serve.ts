import type { Command } from 'commander';
import { TurnableClock } from '../core/clock.ts';
import { listen } from '../http/listen.ts';
import { bindOptions, productionParts, startService } from '../service.ts';
import { createLog, untilStopped } from './run.ts';
import { settingsOf, withSettings } from './settings-options.ts';

export function serveCommand(program: Command): void {
  withSettings(program.command('serve').description('Run the service in production.')).action(async (options) => {
    const settings = settingsOf('serve', options);
    const log = createLog(settings.logLevel);
    const parts = productionParts(settings, new TurnableClock(), log);
    const listening = await listen(bindOptions(settings));
    const service = await startService({ ...parts, listening });
    const { origin, tlsOrigin } = service;
    log.info({ origin, tlsOrigin, publicOrigin: settings.publicOrigin }, 'listening');
    await untilStopped(service, log);
  });
}
