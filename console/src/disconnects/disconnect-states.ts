import type { Disconnect } from '../../../src/client/resources.ts';

export const stateColours = {
  pending: 'informative',
  failing: 'warning',
  proven: 'success',
  unconfirmed: 'danger',
} as const satisfies Record<Disconnect['status'], string>;

/** Whether nothing more is done for it. */
export function isOver(disconnect: Pick<Disconnect, 'status'> | undefined): boolean {
  return disconnect?.status === 'proven' || disconnect?.status === 'unconfirmed';
}
