import type { Obligation, Page } from '../../../src/client/resources.ts';

/** The oldest of what is owed to partners, as far as it is known. */
export interface Owing {
  readonly data: Page<Obligation> | undefined;
  readonly error: Error | null;
  readonly refetch: () => unknown;
}
