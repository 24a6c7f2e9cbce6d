import type { Wire } from '../../edm/type.ts';
import type { obligationStep } from '../../model/obligation.ts';
import type { RetirementProgress } from '../../obligations/progress.ts';
import type { TenantTx } from '../../store/tenant.ts';

/** Records what is behind in a retirement, and with it a step that is done and the rows that `write` changes. */
export type Save = (
  added: RetirementProgress,
  step?: Omit<Wire<typeof obligationStep>, 'completedDateTime'>,
  write?: (tx: TenantTx) => Promise<void>,
) => Promise<RetirementProgress>;
