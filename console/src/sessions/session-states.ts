/** The states of a session, in the order in which it goes through them; the names stand on the wire. */
export const sessionStates = ['requested', 'open', 'closing', 'closed', 'failed', 'unconfirmed'] as const;

export const stateColours = {
  requested: 'warning',
  open: 'success',
  closing: 'warning',
  closed: 'informative',
  failed: 'danger',
  unconfirmed: 'danger',
} as const;
