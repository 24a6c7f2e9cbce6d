import type { Disconnect } from '../../../src/client/resources.ts';

/** What of a disconnect stands in a list. Its sessions may be thousands, and are read where they are shown: on its own page. */
export const listed = [
  'id',
  'kind',
  'status',
  'partnerDisplayName',
  'reason',
  'ticket',
  'requestedBy',
  'requestedDateTime',
] as const;

export type Listed = Pick<Disconnect, (typeof listed)[number]>;

/** The same, with what is taken away at partners. */
export const followed = [...listed, 'retirements'] as const;

export type Followed = Pick<Disconnect, (typeof followed)[number]>;

/** What stands on its page. */
export const whole = [...followed, 'completedDateTime', 'actor', 'sessions'] as const;

export type Whole = Pick<Disconnect, (typeof whole)[number]>;
