/**
 * What the Graph operations cost beside a bare `node:http` server that answers the same bytes, and what a start costs:
 *
 *     npm run bench                         starts `assistd dev` by itself
 *     npm run bench -- --partner http://127.0.0.1:8080/v1.0/deviceManagement/remoteAssistancePartners/{id} --token …
 *
 * The partner's state does not matter: disconnecting one that is not onboarded answers 204 all the same, after the same commit.
 */
import { parseArgs } from 'node:util';
import { ask, type Request } from './answer.ts';
import { startBareServer } from './bare-server.ts';
import { coldStart } from './cold-start.ts';
import { type Comparison, compare } from './compare.ts';
import { residentMemory } from './resident-memory.ts';
import { type MemoryUse, resultsPage } from './results.ts';
import { writePart } from './results-file.ts';
import { firstDisconnect, startBenchService, temporaryFolder } from './service.ts';

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

async function loads(partner: string, token: string, load: Load): Promise<Comparison[]> {
  const headers = { authorization: `Bearer ${token}` };
  return [
    await besideBareServer('GET …/{id}', { url: partner, method: 'GET', headers }, load),
    await besideBareServer(
      'POST …/{id}/disconnect',
      // As the Kiota SDK and the Azure CLI send an action without parameters; autocannon adds no length of its own.
      { url: `${partner}/disconnect`, method: 'POST', headers: { ...headers, 'content-length': '0' } },
      load,
    ),
  ];
}

/** Everything, of a service that is started for it. */
async function whole(load: Load): Promise<string> {
  using folder = temporaryFolder();
  const memory: MemoryUse[] = [];
  const { command, partner, comparisons } = await loaded(folder.path, load, memory);
  const partnerId = partner.slice(partner.lastIndexOf('/') + 1);
  const starts = await coldStart({
    name: 'assistd dev, to the first 204 of a disconnect',
    command,
    ready: (printed) => firstDisconnect(printed, partnerId),
    rounds: 9,
  });
  return resultsPage(comparisons, [starts], new Date(), memory);
}

async function loaded(folder: string, load: Load, memory: MemoryUse[]) {
  await using service = await startBenchService(folder);
  const { pid, command, partner, token } = service;
  memory.push({ when: 'idle, after the first answer', mebibytes: residentMemory(pid) });
  const comparisons = await loads(partner, token, load);
  memory.push({ when: 'after the load', mebibytes: residentMemory(pid) });
  return { command, partner, comparisons };
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
  const load = { seconds: Number(values.seconds), rounds: Number(values.rounds) };
  if (partner && token) return console.log(resultsPage(await loads(partner, token, load), [], new Date()));
  if (partner || token)
    throw new Error('give both --partner, the URL of one partner, and --token, a bearer token for it');
  const page = await whole(load);
  writePart(page);
  console.log(page);
}

if (import.meta.main) await main();
