import { ask, clockFinding } from './ask.ts';
import { type CheckOptions, type Finding, fault, ok } from './finding.ts';

/** Whether each partner's API answers at all; what it says to a request without a token does not matter. */
export async function checkConnectors({ settings, signal }: CheckOptions): Promise<Finding[]> {
  const found = await Promise.all(
    settings.connectors.map(async ({ name, apiBase }) => {
      const check = `partner ${name}`;
      const asked = await ask(`${apiBase}/api/v1/ping`, signal);
      if ('failure' in asked) {
        const mend =
          'Disconnects stay owed until it answers. Check the name in apiBase, the network, its proxy and firewall.';
        return [fault(check, `${apiBase} cannot be reached: ${asked.failure}`, mend)];
      }
      const clock = clockFinding(check, asked);
      if (asked.status >= 500)
        return [fault(check, `${apiBase} answers ${asked.status}`, 'See the partner’s status page.'), ...clock];
      return [ok(check, `${apiBase} answers`), ...clock];
    }),
  );
  return found.flat();
}
