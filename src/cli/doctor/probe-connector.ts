import { TurnableClock } from '../../core/clock.ts';
import { silent } from '../../core/log.ts';
import { PartnerFailure } from '../../partner/partner-failure.ts';
import { probeOf } from '../../partner/registry.ts';
import type { Context } from '../context.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import { inspectedSettings } from '../settings-options.ts';
import { jsonOf } from '../terminal/result.ts';

/** Asks a real account of a partner, after saying what that does, and prints what came of it as JSON. @throws CommandFailure */
export async function probeConnector(
  { environment, terminal, signal }: Context,
  given: Readonly<Record<string, unknown>>,
  name: string | undefined,
): Promise<void> {
  const { settings } = inspectedSettings('serve', given, environment);
  const { connectors, publicOrigin } = settings;
  const named = connectors.find((each) => each.name === name);
  if (!named) {
    const known = connectors.map((each) => each.name).join(', ') || 'none';
    throw new CommandFailure(exitCodes.usage, `--connector must name a connector of the settings (${known})`);
  }
  const probe = probeOf(named);
  if (!probe) throw new CommandFailure(exitCodes.usage, `of ${named.name} nothing is open that a probe could ask`);
  if (publicOrigin === undefined) {
    throw new CommandFailure(exitCodes.usage, 'set publicOrigin: the partner sends the browser back there');
  }
  terminal.note(`This asks ${named.name} with a real account. It:`);
  for (const step of probe.steps) terminal.note(`  - ${step}`);
  const answer = await terminal.ask('To go on, type yes: ', signal);
  if (answer.trim() !== 'yes') throw new CommandFailure(exitCodes.interrupted, 'nothing was done');
  const consent = (page: string) => {
    terminal.note(`Open this page, consent, and copy the address that the browser comes back to:\n${page}`);
    return terminal.ask('That address: ', signal);
  };
  try {
    const parts = { clock: new TurnableClock(), log: silent };
    const probed = await probe.ask(named, parts, { origin: publicOrigin, consent, signal });
    for (const each of probed.left) terminal.note(each, 'yellow');
    await terminal.write(`${jsonOf({ product: named.product, ...probed })}\n`);
  } catch (error) {
    if (!(error instanceof PartnerFailure)) throw error;
    throw new CommandFailure(exitCodes.failed, error.message);
  }
}
