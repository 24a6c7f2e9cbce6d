import type { Asker } from './asker.ts';
import { operations, stepsOf } from './asking.ts';
import { reads } from './reads.ts';
import { sendsBack } from './sent-back.ts';
import { writes } from './writes.ts';
import { wrongly } from './wrongly.ts';

/** Those that read and write most are asked most. */
const usual = operations.filter(({ name }) =>
  /^(managedDevices|remoteAssistancePartners|remoteAssistanceSettings|tenants)\.(list|get|create|update|import)$/.test(
    name,
  ),
);

/** Asks once for whatever is served, rightly or nearly rightly. */
export async function round(asker: Asker): Promise<void> {
  const { chance, world, pools } = asker;
  if (pools.size === 0 || chance.happens(0.02)) await asker.look();
  if (chance.happens(0.1)) return sendsBack(asker);
  const operation = chance.oneOf(chance.happens(0.6) ? usual : operations);
  const steps = stepsOf(chance, world, pools, operation);
  if (chance.happens(0.4)) return wrongly(asker, operation, steps);
  return operation.method === 'GET' ? reads(asker, operation, steps) : writes(asker, operation, steps);
}
