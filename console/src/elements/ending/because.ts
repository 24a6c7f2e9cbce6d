/** Why something is ended, as it is typed; for the audit trail and the receipt. */
export interface Because {
  readonly reason: string;
  readonly ticket: string;
}

export const noReason: Because = { reason: '', ticket: '' };

/** As the wire takes it: what was left empty is not sent. */
export function toldOf({ reason, ticket }: Because): Partial<Because> {
  const given = [
    ['reason', reason.trim()],
    ['ticket', ticket.trim()],
  ].filter(([, text]) => text !== '');
  return Object.fromEntries(given);
}
