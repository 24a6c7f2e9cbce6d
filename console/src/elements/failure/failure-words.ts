import { GraphFailure } from '../../../../src/client/graph-failure.ts';
import type { Text } from '../../text/en.ts';
import { IssuerSilent } from '../../wire/graph.ts';
import { PartMissing } from '../browser/part.ts';
import { isAmongTooMany } from './among-too-many.ts';

/** What went wrong, and what to do about it. */
export function failureWords({ failures }: Text, error: unknown): { readonly title: string; readonly advice: string } {
  if (error instanceof IssuerSilent) return failures.issuerSilent;
  if (error instanceof PartMissing) return failures.partMissing;
  if (isAmongTooMany(error)) return failures.tooMany;
  return failures[error instanceof GraphFailure ? error.kind : 'broken'];
}
