/** Options of a command that ends something: why, for the trail that an assistd keeps. */
export const becauseOptions = {
  reason: { kind: 'text', value: 'TEXT', description: 'Why, for the audit trail (assistd only).' },
  ticket: { kind: 'text', value: 'ID', description: 'The ticket it is done for, for the audit trail (assistd only).' },
} as const;

/** What was given of them, as a body has it. */
export interface Because {
  readonly reason: string | undefined;
  readonly ticket: string | undefined;
}
