import type { SignIns } from './sign-ins.ts';

/** Where tokens come from that a sign-in cannot keep: the environment. */
export interface TokenSources {
  readonly signIns: SignIns;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** How to ask; without it, only what works without a question is tried. */
export interface Prompt {
  readonly deviceCode: (message: string) => void;
  /** Opens a page. */
  readonly browser: (url: string) => Promise<void>;
}
