import { type JsonMeasure, measureJson } from '../../core/json.ts';
import { fail } from '../../model/failures.ts';

/** Levels of arrays and objects; what the contract is written in needs eight, a `$batch` around it included. */
const maxDepth = 32;

/** Bytes for each value that a body is allowed. What is written in fewer is hardly meant as data, and costs memory a hundredfold. */
const bytesPerValue = 16;

/** A short body may hold as many values as it likes, and no body more than an import of the most devices with all their properties. */
const fewValues = 1024;
const mostValues = 65_536;

/**
 * Refuses JSON that would be dear to parse.
 *
 * @param limitBytes how long the body could have been, by which the number of values is limited
 * @throws `bodyTooNested`, `bodyTooManyValues`
 */
export function checkJsonSize(text: string, limitBytes: number): JsonMeasure {
  const maxValues = Math.min(mostValues, Math.max(fewValues, Math.floor(limitBytes / bytesPerValue)));
  const measure = measureJson(text, { depth: maxDepth, values: maxValues });
  if (measure === 'tooDeep') throw fail('bodyTooNested', { limit: maxDepth });
  if (measure === 'tooMany') throw fail('bodyTooManyValues', { limit: maxValues });
  return measure;
}
