import type { Tenant } from '../../../src/client/resources.ts';

export function isServed({ subscriptionState }: Pick<Tenant, 'subscriptionState'>): boolean {
  return subscriptionState === 'active' || subscriptionState === 'warning';
}
