import type { Context } from './context.ts';
import { CommandFailure, exitCodes } from './exit-codes.ts';
import type { Terminal } from './terminal/terminal.ts';

/**
 * Demands somebody who can be asked, or the word that nobody need be; then it says where it acts, and as whom, because nobody will be
 * shown a question.
 * @throws CommandFailure
 */
export async function demandAnswerable(
  { terminal, whereAndWho }: Pick<Context, 'terminal' | 'whereAndWho'>,
  yes: boolean,
): Promise<void> {
  if (yes) terminal.note(`Acting ${await whereAndWho()}.`);
  else if (!terminal.interactive) {
    throw new CommandFailure(exitCodes.usage, 'nobody is there to be asked: say --yes to do it without a question');
  }
}

/** Asks whether it is meant. @throws CommandFailure when it is not */
export async function demandYes(terminal: Terminal, question: string, signal: AbortSignal): Promise<void> {
  const answer = await terminal.ask(`${question} [y/N] `, signal);
  if (!/^y(es)?$/i.test(answer.trim())) throw new CommandFailure(exitCodes.failed, 'nothing was done');
}

/** Asks for a name to be typed, which nobody does by accident. @throws CommandFailure when something else is */
export async function demandTyped(
  terminal: Terminal,
  question: string,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  const answer = await terminal.ask(`${question} Type ${name} to go on: `, signal);
  if (answer.trim() !== name) throw new CommandFailure(exitCodes.failed, 'nothing was done');
}
