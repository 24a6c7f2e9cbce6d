import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createProgram } from './program.ts';
import { startStub } from './stub-graph.ts';

const second = (seconds: number) => `2026-11-27T10:00:${String(seconds).padStart(2, '0')}Z`;
const event = (id: string, seconds: number) => ({
  id,
  activityDateTime: second(seconds),
  activityType: `Event ${id}`,
  activityResult: 'Success',
  resources: [],
});

/** What of the events a list gives, as the filter and the order of its URL say. */
function listed(url: string, events: readonly ReturnType<typeof event>[]) {
  const query = new URL(url, 'http://localhost').searchParams;
  const [, from = ''] = /activityDateTime ge (\S+)/.exec(query.get('$filter') ?? '') ?? [];
  const after = events.filter(({ activityDateTime }) => Date.parse(activityDateTime) >= (Date.parse(from) || 0));
  const ordered = after.toSorted((a, b) => Date.parse(a.activityDateTime) - Date.parse(b.activityDateTime));
  return query.get('$orderby')?.endsWith('desc') ? ordered.toReversed() : ordered;
}

for (const words of [[], ['--since', '2026-11-27']]) {
  test(`audit tail ${words.join(' ')} shows an event also when it comes behind later ones, as that of a long import does`, async () => {
    const events = [...Array(10).keys()].map((at) => event(`first-${at}`, at + 10));
    events.push(event('last', 40));
    await using graph = await startStub((_, url) => ({ body: { value: listed(url, events) } }));
    using program = createProgram(graph.origin, { ASSISTD_TOKEN: 'token' });
    const { code, stdout } = await program.runWith(
      {
        onStdout(text, stop) {
          if (/Event last/.test(text) && events.length === 11) events.push(event('late', 30), event('newest', 50));
          if (/Event late.*Event newest/s.test(text)) stop();
        },
      },
      ...['audit', 'tail', '--json', '--interval', '1', ...words],
    );
    assert.equal(code, 130);
    const ids = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).id as string);
    assert.deepEqual(ids.slice(-3), ['last', 'late', 'newest']);
    assert.equal(new Set(ids).size, ids.length, 'each once');
    assert.equal(ids.length, words.length === 0 ? 12 : 13);
  });
}
