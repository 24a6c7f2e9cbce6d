import { giveWay } from '../../core/give-way.ts';
import type { VersionName } from '../../edm/type.ts';
import { fail } from '../../model/failures.ts';
import { type BatchStep, encodeBatch, parseBatch, stepAddress } from '../../odata/batch.ts';
import { parseJson } from '../../odata/body/decode.ts';
import { stepBody } from '../body.ts';
import type { Answer, Exchange } from '../exchange.ts';
import type { HeldBody } from '../long-bodies.ts';

/** How a step is answered: like any request. Neither throws, and both report. */
export interface StepAnswers {
  readonly answer: (exchange: Exchange) => Promise<Answer>;
  readonly refuse: (exchange: Exchange, failure: unknown) => Promise<Answer>;
}

/**
 * Runs the steps of a `$batch`, each as soon as what it depends on has succeeded, and all others side by side. Between the beginnings of
 * two steps others are served. The answer is a success whatever becomes of the steps.
 *
 * @throws what is wrong with the document as a whole
 */
export async function answerBatch(
  outer: Exchange,
  version: VersionName,
  maxBodyBytes: number,
  held: HeldBody,
  { answer, refuse }: StepAnswers,
): Promise<Answer> {
  const bytes = await outer.body.bytes(maxBodyBytes, held);
  const document = await parseJson({ bytes, contentType: outer.headers['content-type'], limitBytes: maxBodyBytes });
  if (document === undefined) throw fail('bodyEmpty');
  const begun = new Map<BatchStep, Promise<Answer>>();
  const run = async (step: BatchStep): Promise<Answer> => {
    const headers = headersOf(step, outer);
    const body = stepBody(step.body, headers['content-encoding']);
    const exchange = { ...outer, method: step.method, headers, body, step: step.id };
    for (const earlier of step.dependsOn) {
      const needed = await begun.get(earlier);
      if (!needed || needed.status >= 400) return refuse(exchange, fail('dependencyFailed', { id: earlier.id }));
    }
    try {
      return await answer({ ...exchange, ...stepAddress(step.url, outer.origin, version) });
    } catch (failure) {
      return refuse(exchange, failure);
    }
  };
  for (const step of parseBatch(document)) {
    begun.set(step, run(step));
    await giveWay();
  }
  const answers = await Promise.all([...begun].map(async ([step, answered]) => [step, await answered] as const));
  const headers = { 'Content-Type': 'application/json', 'OData-Version': '4.0' };
  return { status: 200, headers, body: encodeBatch(answers) };
}

/** A step has the headers it brings, but for the credential: that is the batch's own. */
function headersOf({ headers }: BatchStep, outer: Exchange): Exchange['headers'] {
  return {
    'client-request-id': outer.headers['client-request-id'],
    ...headers,
    authorization: outer.headers.authorization,
  };
}
