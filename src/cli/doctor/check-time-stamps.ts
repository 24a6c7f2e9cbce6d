import { ask } from './ask.ts';
import { type CheckOptions, type Finding, ok, warning } from './finding.ts';

/** Whether anybody answers where time stamps are asked for; what a request says that asks for none does not matter. */
export async function checkTimeStamps({ settings: { timestampAuthority }, signal }: CheckOptions): Promise<Finding[]> {
  if (timestampAuthority === undefined) return [];
  const check = `time stamps of ${timestampAuthority}`;
  const asked = await ask(timestampAuthority, signal);
  if (!('failure' in asked)) return [ok(check, 'it answers')];
  const mend =
    'Receipts are made without a time stamp until it answers. Correct timestampAuthority, or check the network, its proxy and firewall.';
  return [warning(check, `it cannot be reached: ${asked.failure}`, mend)];
}
