import type { Log } from '../core/log.ts';
import { programVersion } from '../core/version.ts';
import type { Settings } from '../settings/schema.ts';
import type { Tracing } from '../telemetry/tracing.ts';
import type { Context } from './context.ts';
import { giveMemoryBack } from './give-memory-back.ts';

/**
 * Runs until the process is told to stop, then takes everything down. A second signal ends it at once, and so does its own hand when
 * that takes longer than `stopTimeout`, in milliseconds.
 * @param stops the signals that stop it; whoever has another use for SIGHUP leaves it out
 */
export async function untilStopped(
  running: AsyncDisposable & { drain?(): Promise<void> },
  log: Log,
  { stopTimeout }: Pick<Settings, 'stopTimeout'>,
  stops: readonly NodeJS.Signals[] = [...hasty, 'SIGHUP'],
): Promise<void> {
  // One request's mistake must not end what all others are served by. What is thrown outside of promises still ends the process.
  const rejected = (err: unknown) => log.error({ err }, 'a failure was not handled; please report it');
  process.on('unhandledRejection', rejected);
  await using _ = running;
  using _memory = giveMemoryBack();
  const signal = await new Promise<NodeJS.Signals>((resolve) => {
    const told = (name: NodeJS.Signals) => {
      // That a terminal is closed is told by the system and by its shell: the second time is nobody's haste.
      for (const each of hasty) process.off(each, told);
      resolve(name);
    };
    for (const each of stops) process.on(each, told);
  });
  log.info({ signal }, 'stopping');
  setTimeout(() => {
    log.error({ stopTimeout }, 'stopping takes too long, so the process ends as it is');
    // Nobody listens to it any more, so it ends the process; what was owed stays owed.
    process.kill(process.pid, 'SIGTERM');
  }, stopTimeout).unref();
  await running.drain?.();
}

const hasty = ['SIGTERM', 'SIGINT'] as const;

/** Traces, where the standard variable names a collector. Its packages are optional, and loaded only then. */
export async function openTracing(environment: Context['environment'], log: Log): Promise<Tracing | undefined> {
  const {
    OTEL_SDK_DISABLED: off,
    OTEL_EXPORTER_OTLP_ENDPOINT: all,
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: own,
  } = environment;
  if (/^true$/i.test(off ?? '') || !(all || own)) return undefined;
  try {
    const { startTracing } = await import('../telemetry/tracing.ts');
    return startTracing({ version: programVersion(), log });
  } catch (err) {
    // Whoever asks for a service wants it also where nobody can watch.
    log.warn({ err }, 'nothing is traced: tracing cannot be loaded; install the optional OpenTelemetry packages');
    return undefined;
  }
}
