import { readFileSync } from 'node:fs';
import { isObject, parsedJson } from '../../core/json.ts';
import { unicodeText } from '../../core/unicode.ts';
import type { Stamped } from '../../receipt/time-stamping.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';

/** The end of a trail, as it was kept outside of the database. */
export interface SavedHead {
  readonly sequence: number;
  readonly hash: string;
  /** What was kept, where it has a time stamp. */
  readonly stamped: Stamped | undefined;
}

/**
 * The ends of an organisation's trail in a file: what `auditHeadsFile` writes, lines of the log, or the JSON that `audit verify` prints. Lines
 * about something else are passed over.
 * @throws CommandFailure when it cannot be read, or there is none in it
 */
export function readSavedHeads(file: string, tenantId: string | null): SavedHead[] {
  let text: string;
  try {
    text = unicodeText(readFileSync(file));
  } catch (error) {
    throw new CommandFailure(exitCodes.usage, `--since: ${file} cannot be read: ${(error as Error).message}`);
  }
  const whole = parsedJson(text);
  const heads = (whole === undefined ? text.split('\n').map(parsedJson) : [whole]).flatMap((each) =>
    headOf(each, tenantId),
  );
  if (heads.length > 0) return heads;
  throw new CommandFailure(
    exitCodes.usage,
    `--since: ${file} has no newest hash of the trail of organisation ${tenantId ?? 'unknown'}`,
    'It is what auditHeadsFile writes, lines of the log of assistd serve, or what audit verify -o json has printed.',
  );
}

function headOf(value: unknown, tenantId: string | null): SavedHead[] {
  if (!isObject(value)) return [];
  const { auditHead, ...given } = value;
  if (auditHead !== undefined) return headOf(auditHead, tenantId);
  const { newestSequence, newestHash, sequence = newestSequence, hash = newestHash } = given;
  const isOther = given.tenantId !== undefined && given.tenantId !== tenantId;
  if (isOther || typeof sequence !== 'number' || typeof hash !== 'string' || sequence < 1) return [];
  const stamped = typeof given.timeStamp === 'string' ? (given as Stamped) : undefined;
  return [{ sequence, hash, stamped }];
}
