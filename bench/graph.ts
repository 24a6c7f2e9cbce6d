/**
 * What the Graph operations cost beside a bare `node:http` server that answers the same bytes:
 *
 *     npm run bench -- --partner http://127.0.0.1:8080/v1.0/deviceManagement/remoteAssistancePartners/{id} --token …
 *
 * The partner's state does not matter: disconnecting one that is not onboarded answers 204 all the same.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ask, type Request } from './answer.ts';
import { startBareServer } from './bare-server.ts';
import { type Comparison, compare } from './compare.ts';
import { resultsPage } from './results.ts';

interface Load {
  readonly seconds: number;
  readonly rounds: number;
}

/** Measures one request of the service against the bare server. */
export async function besideBareServer(name: string, request: Request, load: Load): Promise<Comparison> {
  await using bare = await startBareServer(await ask(request));
  const targets = [
    { ...request, name: 'bare node:http', url: bare.url },
    { ...request, name: 'assistd' },
  ];
  return await compare({ name, targets, ...load });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      partner: { type: 'string' },
      token: { type: 'string' },
      seconds: { type: 'string', default: '5' },
      rounds: { type: 'string', default: '5' },
    },
  });
  const { partner, token } = values;
  if (!partner || !token) throw new Error('give --partner, the URL of one partner, and --token, a bearer token for it');
  const load = { seconds: Number(values.seconds), rounds: Number(values.rounds) };
  const headers = { authorization: `Bearer ${token}` };
  const comparisons = [
    await besideBareServer('GET …/{id}', { url: partner, method: 'GET', headers }, load),
    await besideBareServer(
      'POST …/{id}/disconnect',
      // As the Kiota SDK and the Azure CLI send an action without parameters; autocannon adds no length of its own.
      { url: `${partner}/disconnect`, method: 'POST', headers: { ...headers, 'content-length': '0' } },
      load,
    ),
  ];
  const page = resultsPage(comparisons, [], new Date());
  writeFileSync(join(import.meta.dirname, 'RESULTS.md'), page);
  console.log(page);
}

if (import.meta.main) await main();
