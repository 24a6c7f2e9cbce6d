import { TurnableClock } from '../../core/clock.ts';
import { silent } from '../../core/log.ts';
import type { PartnerHost } from '../../partner/product.ts';
import { type ConnectorSettings, createConnector, hostsOf } from '../../partner/registry.ts';
import { ask, clockFinding } from './ask.ts';
import { type CheckOptions, type Finding, fault, ok } from './finding.ts';

/**
 * Whether each partner's host answers at all, whatever it says to a request without a secret, and what the partner itself shows of the
 * settings that must not be.
 */
export async function checkConnectors({ settings, signal }: CheckOptions): Promise<Finding[]> {
  const found = await Promise.all(
    settings.connectors.flatMap((each) => [
      ...hostsOf(each).map((host) => checkHost(each, host, signal)),
      checkFit(each, signal),
    ]),
  );
  return found.flat();
}

async function checkHost(
  { name }: ConnectorSettings,
  { setting, url, probe }: PartnerHost,
  signal: AbortSignal,
): Promise<Finding[]> {
  if (probe === undefined) return [];
  const check = `partner ${name}`;
  const asked = await ask(probe, signal);
  if ('failure' in asked) {
    const mend = `Disconnects stay owed until it answers. Check the name in ${setting}, the network, its proxy and firewall.`;
    return [fault(check, `${url} cannot be reached: ${asked.failure}`, mend)];
  }
  const clock = clockFinding(check, asked);
  if (asked.status >= 500)
    return [fault(check, `${url} answers ${asked.status}`, 'See the partner’s status page.'), ...clock];
  return [ok(check, `${url} answers`), ...clock];
}

async function checkFit(settings: ConnectorSettings, signal: AbortSignal): Promise<Finding[]> {
  const check = `partner ${settings.name}`;
  try {
    await using connector = createConnector(settings, { clock: new TurnableClock(), log: silent });
    if (!connector.unfit) return [];
    const problems = await connector.unfit(signal);
    const { state, lastFailure } = connector.health();
    if (problems.length === 0 && state !== 'reachable') {
      return [fault(check, lastFailure ?? 'it was not asked', 'Disconnects stay owed until it answers.')];
    }
    if (problems.length === 0) return [ok(check, 'it answers, and is set up as it should be')];
    return problems.map((problem) => fault(check, problem, 'assistd serve does not start with it.'));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [fault(check, error.message, 'assistd serve does not start with it.')];
  }
}
