import type { Settings } from '../../settings/schema.ts';

/** What one look at the set-up found. */
export interface Finding {
  /** What was looked at: `database`, `issuer https://…`. */
  readonly check: string;
  /** A fault keeps the service from working; a warning may. */
  readonly state: 'ok' | 'warning' | 'fault';
  readonly found: string;
  /** What to do; empty when all is well. */
  readonly mend: string;
}

export interface CheckOptions {
  readonly settings: Settings;
  readonly signal: AbortSignal;
}

export function ok(check: string, found: string): Finding {
  return { check, state: 'ok', found, mend: '' };
}

export function warning(check: string, found: string, mend: string): Finding {
  return { check, state: 'warning', found, mend };
}

export function fault(check: string, found: string, mend: string): Finding {
  return { check, state: 'fault', found, mend };
}
