import { toldBy } from './answers.ts';
import type { Asker } from './asker.ts';
import { bodyOf, type Operation } from './asking.ts';
import { mistakeIn } from './mistakes.ts';
import { plain, plainPath, type Step } from './spellings.ts';
import { keyIn, unchanged } from './writes.ts';

/** Makes one mistake: it is refused, named, and has changed nothing. */
export async function wrongly(asker: Asker, operation: Operation, steps: readonly Step[]): Promise<void> {
  const { chance } = asker;
  const json = bodyOf(chance, operation)?.json;
  const mistake = mistakeIn(chance, operation, json);
  const { what, method, version, below = '', query, options = [], headers, named, status = [400] } = mistake;
  const key = keyIn(steps);
  const before = await asker.stateOf(operation, key);
  const target = `/${version ?? operation.version}${plainPath(steps)}${below}${query ?? plain(options)}`;
  const body = mistake.body ?? (method === undefined && json !== undefined ? JSON.stringify(json) : undefined);
  const isAlone = mistake.alone || version !== undefined || method === 'TRACE' || chance.happens(0.7);
  const sent = { target, ...(method && { method }), ...(body !== undefined && { body }), ...(headers && { headers }) };
  const got = await asker.ask(operation, sent, isAlone ? 'alone' : 'batch');
  if (got.status < 400) return asker.fault(operation, `${what} is taken`, got);
  // What is not there may be told before anything else is looked at.
  if (![403, 404, 409].includes(got.status)) {
    if (!status.includes(got.status)) asker.fault(operation, `${what} is refused with another status`, got);
    const told = toldBy(got);
    for (const each of method === 'HEAD' ? [] : named) {
      const isNamed = typeof each === 'string' ? told.includes(each) : each.test(told);
      if (!isNamed) asker.fault(operation, `${what} is refused, and ${each} not named`, got);
    }
    if (method === undefined && below === '' && version === undefined) asker.judge(operation, got);
  }
  await unchanged(asker, operation, key, before, got);
}
