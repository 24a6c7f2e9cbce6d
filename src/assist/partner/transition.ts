import type { LockedPartner } from '../../store/table/partners.ts';
import type { TenantTx } from '../../store/tenant.ts';
import { type Actor, audit, type Change } from '../audit/audit.ts';
import { demand, type OnboardingEvent, type Transition, transitions } from './onboarding.ts';
import { type Entry, enter, leave } from './states.ts';

type Told = string | null | undefined;

/** What comes with an event: what its target state has to know, and what its audit event tells, by the names on the wire. */
export type Carried<E extends OnboardingEvent> = Entry[(typeof transitions)[E]['to']] &
  ((typeof transitions)[E] extends { readonly tells: infer T } ? { readonly [N in keyof T]: Told } : unknown);

/**
 * Takes a partner to where an event leads: what leaving its state and entering the next are about, the row, and the audit event are
 * one transaction. Nothing else changes the state of a partner. It comes last in its transaction, as every audit event does.
 * @throws `conflict` where the event cannot happen in the partner's state
 */
export async function transition<E extends OnboardingEvent>(
  tx: TenantTx,
  actor: Actor,
  partner: LockedPartner,
  event: E,
  carried: Carried<E>,
): Promise<void> {
  await transitionAll(tx, actor, [partner], event, carried);
}

/** The same with several partners: all of them move before the first audit event is written. */
export async function transitionAll<E extends OnboardingEvent>(
  tx: TenantTx,
  actor: Actor,
  partners: readonly LockedPartner[],
  event: E,
  carried: Carried<E>,
): Promise<void> {
  const { to } = transitions[event];
  for (const partner of partners) {
    demand(partner.onboardingStatus, event);
    const leaving = leave(tx, partner);
    if (leaving) await leaving;
    const entering = enter(tx, partner, to, carried);
    if (entering) await entering;
  }
  for (const partner of partners) await tell(tx, actor, partner, event, carried);
}

function tell(
  tx: TenantTx,
  actor: Actor,
  partner: LockedPartner,
  event: OnboardingEvent,
  carried: object,
): Promise<void> {
  const { activity, result, to }: Transition = transitions[event];
  const told = carried as Readonly<Record<string, unknown>>;
  return audit(tx, actor, {
    activity,
    resource: partner,
    ...(result && { result }),
    changes: [
      { name: 'OnboardingStatus', from: partner.onboardingStatus, to: to === 'deleted' ? null : to },
      ...(tellsOf.get(event) ?? []).map(
        ([name, age]): Change =>
          age === 'new' ? { name, from: null, to: told[name] } : { name, from: told[name], to: null },
      ),
    ],
  });
}

const tellsOf = new Map(
  Object.entries<Transition>(transitions).map(([event, { tells = {} }]) => [event, Object.entries(tells)]),
);
