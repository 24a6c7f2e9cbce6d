/** How a command ends, for scripts. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  refused: 3,
  notFound: 4,
  conflict: 5,
  unavailable: 6,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What each code says; the table of the command pages. */
export const exitCodeMeanings: Readonly<Record<ExitCode, string>> = {
  0: 'done',
  1: 'failed: the message says why',
  2: 'wrong usage or wrong settings; nothing was done',
  3: 'not signed in, or not permitted (401, 403)',
  4: 'no such partner, device, session, … (404)',
  5: 'not possible in this state (409)',
  6: 'the server or network is not available, or asks to slow down (429, 503)',
  130: 'interrupted with Ctrl+C, or told to end (SIGTERM)',
};

/** A command could not be done. `code` is how the process ends; `help` is what to do about it. */
export class CommandFailure extends Error {
  readonly code: ExitCode;
  readonly help: string | undefined;

  constructor(code: ExitCode, message: string, help?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CommandFailure';
    this.code = code;
    this.help = help;
  }
}
