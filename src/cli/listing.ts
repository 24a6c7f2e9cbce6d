import { address, type Query } from '../client/address.ts';
import type { Graph } from '../client/graph.ts';
import { GraphFailure } from '../client/graph-failure.ts';
import type { Context } from './context.ts';
import type { Option } from './described.ts';
import type { Column } from './terminal/result.ts';

/** The options of a command that lists what may be a great many. */
export function listOptions(top: number) {
  return {
    filter: { kind: 'text', value: 'ODATA', description: 'An OData $filter.' },
    top: { kind: 'number', value: 'COUNT', default: top, description: 'How many at most.' },
    all: { kind: 'flag', description: 'All of them, however many.' },
  } as const satisfies Record<string, Option>;
}

const pageSize = 1000;

/** Prints a collection as far as it is wanted, and says on standard error when that is not all of it. */
export async function printList<T>(
  { graph: open, result, terminal, signal }: Context,
  path: string,
  query: Query,
  { top, all }: { readonly top: number; readonly all: boolean },
  columns: readonly Column<T>[],
): Promise<void> {
  const graph = await open();
  if (all) {
    const whole = address(path, { ...query, $top: pageSize, $count: true });
    await result.print(await terminal.waiting('reading', (say) => collectAll<T>(graph, whole, say)), columns);
    return;
  }
  // One more than is shown tells whether there are more.
  const items = graph.list<T>(address(path, { ...query, $top: Math.min(top + 1, pageSize) }));
  const found = await collect(items, top + 1);
  await result.print(found.slice(0, top), columns);
  if (found.length <= top) return;
  const total = await countOf(
    graph,
    address(`${path}/$count`, { $filter: query.$filter, $search: query.$search }),
    signal,
  );
  terminal.note(
    `${shown(top)} of ${total === undefined ? 'more' : shown(total)}; for the others: --all, or --top COUNT`,
  );
}

/** The first `limit` items. */
export async function collect<T>(items: AsyncIterable<T>, limit = Number.POSITIVE_INFINITY): Promise<T[]> {
  const collected: T[] = [];
  if (limit <= 0) return collected;
  for await (const item of items) {
    collected.push(item);
    if (collected.length >= limit) break;
  }
  return collected;
}

async function collectAll<T>(graph: Graph, whole: string, say: (text: string) => void): Promise<T[]> {
  const collected: T[] = [];
  let total: number | undefined;
  for await (const page of graph.pages<T>(whole)) {
    collected.push(...page.value);
    total ??= page['@odata.count'];
    say(`${shown(collected.length)}${total === undefined ? '' : ` of ${shown(total)}`} read`);
  }
  return collected;
}

const countLimitMs = 5000;

/** Not every Graph counts every collection, and some take long: that there are more is known all the same. */
async function countOf(graph: Graph, counted: string, interrupted: AbortSignal): Promise<number | undefined> {
  const tooLong = AbortSignal.timeout(countLimitMs);
  try {
    const count = await graph.count(counted, AbortSignal.any([interrupted, tooLong]));
    return Number.isFinite(count) ? count : undefined;
  } catch (error) {
    if (error instanceof GraphFailure || (tooLong.aborted && !interrupted.aborted)) return undefined;
    throw error;
  }
}

function shown(count: number): string {
  return count.toLocaleString('en');
}
