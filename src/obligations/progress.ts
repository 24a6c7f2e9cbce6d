import type { Wire } from '../edm/type.ts';
import type { ObligationKind, obligationStep } from '../model/obligation.ts';

export interface RetirementProgress {
  readonly sessionsClosed?: number;
  /** Why closing was given up, where it was. */
  readonly sessionsLeft?: string | undefined;
  /** The ids of the sessions in which somebody was inside as they were closed. */
  readonly running?: readonly string[];
  /** The partner has confirmed a revocation. */
  readonly revoked?: boolean;
  /** What `obligation.steps` shows. */
  readonly steps?: readonly Wire<typeof obligationStep>[];
  /** What `obligation.notEstablished` shows. */
  readonly notEstablished?: readonly string[];
}

/** What attempts at each kind record of what is behind, as JSON; `never` where each attempt begins from the start. */
interface ProgressOf {
  readonly 'grant.retire': RetirementProgress;
  readonly 'grant.watch': never;
  readonly 'onboarding.settle': never;
  readonly 'onboarding.expire': never;
  readonly 'session.open': { readonly opened: true };
  readonly 'session.watch': never;
  readonly 'session.close': never;
  readonly 'device.act': never;
}

export type Progress<K extends ObligationKind> = ProgressOf[K];
