import { address } from '../../../src/client/address.ts';
import { type Obligation, obligationsPath, type Page } from '../../../src/client/resources.ts';
import { useSeen } from '../elements/browser/seen.ts';
import { useMe, useMissing } from './me.ts';
import { nowAndThen, useAnswer } from './queries.ts';

const wanting = address(obligationsPath, { $filter: "status in ('reported','unconfirmed')", $top: 50 });

/** What needs somebody: work that is owed for too long, and what ended without the partner's word until it was looked at. */
export function useAttention(): readonly Obligation[] {
  const may = useMissing('obligations.list') === undefined;
  const known = useMe().isSuccess;
  const seen = useSeen();
  const { data } = useAnswer<Page<Obligation>>(wanting, { every: nowAndThen, enabled: known && may });
  return data?.value.filter(({ id, status }) => status === 'reported' || !seen.has(id)) ?? [];
}
