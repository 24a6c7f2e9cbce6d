import { address } from './address.ts';
import type { Graph } from './graph.ts';
import { failureOf } from './read-failure.ts';

interface Step {
  readonly id: string;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/**
 * How many entities of a collection fit each of the filters, by one `$batch` (OData JSON format 4.01, section 19): 20 at most.
 *
 * @param path with its version: `assist/sessions`
 * @throws GraphFailure where the batch, or any of its steps, did not succeed
 */
export async function countEach(
  graph: Graph,
  path: string,
  filters: readonly string[],
  signal?: AbortSignal,
): Promise<readonly number[]> {
  const [version = '', ...segments] = path.split('/');
  const requests = filters.map(($filter, index) => ({
    id: `${index}`,
    method: 'GET',
    url: address(`/${segments.join('/')}/$count`, { $filter }),
  }));
  const text = await graph.send('POST', `${version}/$batch`, { body: { requests }, signal });
  const { responses } = JSON.parse(text) as { readonly responses: readonly Step[] };
  return filters.map(($filter, index) => {
    const { status, headers, body }: Step = responses.find(({ id }) => id === `${index}`) ?? { id: '', status: 500 };
    if (status < 400) return Number(String(body).replace('\u{feff}', ''));
    const request = `GET ${address(`${path}/$count`, { $filter })}`;
    const answer = new Response(null, { status, headers: { ...headers } });
    throw failureOf(answer, typeof body === 'string' ? body : JSON.stringify(body), { origin: graph.origin, request });
  });
}
