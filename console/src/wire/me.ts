import { type Me, mePath } from '../../../src/client/resources.ts';
import type { Operations } from '../../../src/model/model.ts';
import { shortened } from '../text/shortened.ts';
import { useAnswer } from './queries.ts';

/** How often it is looked whether the service is there, in milliseconds. */
const heartbeat = 4000;

/** Who is signed in, as the service sees them. */
export function useMe({ watched = false } = {}) {
  return useAnswer<Me>(mePath, watched ? { every: heartbeat } : {});
}

/**
 * The permissions of which any would let the person do it; `undefined` where they may, and until that is known. Of several operations that
 * come to the same, one is enough.
 */
export function useMissing(...operations: readonly Operations[]): readonly string[] | undefined {
  const { data } = useMe();
  const missing = operations.map((each) => data?.refusedOperations.find(({ name }) => name === each)?.permissions);
  return missing.includes(undefined) ? undefined : missing[0];
}

/** As much of a name as a title or a button has room for. */
const longest = 64;

/** The organisation in which everything here happens, by its name, else its domain, else its id. */
export function useOrganisation(): string | undefined {
  const organisation = useMe().data?.organisation;
  if (!organisation) return undefined;
  const name = organisation.displayName ?? organisation.domain ?? organisation.tenantId;
  return shortened(name, longest);
}
