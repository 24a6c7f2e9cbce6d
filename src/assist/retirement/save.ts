import { dateTimeOf } from '../../edm/date-time.ts';
import type { Wire } from '../../edm/type.ts';
import type { obligationStep } from '../../model/obligation.ts';
import type { RetirementProgress } from '../../obligations/progress.ts';
import type { TenantTx } from '../../store/tenant.ts';

type Recorded = Wire<typeof obligationStep>;

/** A step of a retirement that is done; what it does not say is null. */
export type Step = Pick<Recorded, 'name'> & Partial<Omit<Recorded, 'completedDateTime'>>;

/** Records what is behind in a retirement, and with it a step that is done and the rows that `write` changes. */
export type Save = (
  added: RetirementProgress,
  step?: Step,
  write?: (tx: TenantTx) => Promise<void>,
) => Promise<RetirementProgress>;

/** @param at milliseconds since the epoch */
export function recorded({ name, detail = null, answer = null, resourceId = null }: Step, at: number): Recorded {
  return { name, detail, answer, resourceId, completedDateTime: dateTimeOf(at) };
}
