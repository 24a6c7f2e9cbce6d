import { CommandFailure, exitCodes } from '../exit-codes.ts';

/** An access token that was got by other means. @throws CommandFailure for what no header can carry (RFC 6750, section 2.1) */
export function givenToken(text: string, from: string): string {
  const value = text.trim();
  if (/^[\w.~+/-]+=*$/.test(value)) return value;
  const help = 'Give the token alone: one line, without "Bearer" before it and without quotes.';
  throw new CommandFailure(exitCodes.usage, `what ${from} holds is no access token`, help);
}
