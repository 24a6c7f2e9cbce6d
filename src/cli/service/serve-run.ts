import { TurnableClock } from '../../core/clock.ts';
import { listen } from '../../http/port/listen.ts';
import { bindOptions, productionParts } from '../../production.ts';
import { startService } from '../../service.ts';
import { secretsIn } from '../../settings/secrets.ts';
import { holdDatabase } from '../../store/sqlite/hold.ts';
import type { Context } from '../context.ts';
import { databaseFailure, isDatabaseTrouble } from '../database-trouble.ts';
import { createLog } from '../log.ts';
import { openTracing, untilStopped } from '../run.ts';
import { settingsOf } from '../settings-options.ts';
import { renewedAtHangup } from './renewed-certificate.ts';

export async function runService({ environment }: Context, given: Readonly<Record<string, unknown>>) {
  const settings = settingsOf('serve', given, environment);
  const log = createLog(settings.logLevel);
  // A process's arguments are no secret from the other users of a machine.
  const flags = secretsIn(given);
  if (flags.length > 0) log.warn({ flags }, 'whoever is on this machine can read flags: give secrets in a file');
  const told = (error: unknown) => (isDatabaseTrouble(error) ? databaseFailure(error, settings.database) : error);
  using _ = held(settings.database, told);
  await using tracing = await openTracing(environment, log);
  const parts = productionParts(settings, new TurnableClock(), log);
  // Closed by the service when it stops, and here when it does not start: an open port would keep the process alive.
  await using listening = await listen(bindOptions(settings));
  using _renewed = renewedAtHangup(settings, listening, log);
  const service = await startService({ ...parts, listening, observer: tracing }).catch((error) => {
    throw told(error);
  });
  const { origin, tlsOrigin, metricsOrigin } = service;
  log.info({ origin, tlsOrigin, publicOrigin: settings.publicOrigin, metricsOrigin }, 'listening');
  await untilStopped(service, log, settings, ['SIGTERM', 'SIGINT']);
}

function held(database: string, told: (error: unknown) => unknown): Disposable {
  try {
    return holdDatabase(database);
  } catch (error) {
    throw told(error);
  }
}
