import { string } from '../edm/type.ts';

/** What an action that ends something is told of why, for the audit trail. */
export const because = {
  reason: string('Why, in words; for the audit trail.', { maxLength: 1000 }),
  ticket: string('The ticket that it is done for; for the audit trail.', { maxLength: 100 }),
};
