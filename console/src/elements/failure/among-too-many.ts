import { GraphFailure } from '../../../../src/client/graph-failure.ts';

/** Whether it is asked for what is not looked for among very many, such as two letters of a name: in the words of the table of sentences, `noIndex`. */
export function isAmongTooMany(error: unknown): boolean {
  return error instanceof GraphFailure && (error.facts.said ?? []).some((said) => said.includes('no index serves it'));
}
