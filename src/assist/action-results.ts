import type { Wire } from '../edm/type.ts';
import type { deviceActionResult } from '../model/device/device-action-result.ts';

/** A result as it is kept: one of a derived type says which, and one that is rehearsed how it is to end. */
export interface KeptResult extends Wire<typeof deviceActionResult> {
  readonly [member: string]: unknown;
}

/** What is kept of the actions on a device: there is one result for each action, that of the last request. */
export function keptResults(deviceActionResults: string): KeptResult[] {
  return JSON.parse(deviceActionResults) as KeptResult[];
}

/** The results with `result` in the place of what was kept of the same action. */
export function withResult(results: readonly KeptResult[], result: KeptResult): string {
  return JSON.stringify([...results.filter(({ actionName }) => actionName !== result.actionName), result]);
}
