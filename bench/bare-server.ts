import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { json } from 'node:stream/consumers';
import type { Answer } from './answer.ts';
import { onServerCore } from './load.ts';

/** A `node:http` server, in a process of its own, that answers every request with the same bytes: the fastest Node can be. */
export async function startBareServer(answer: Answer): Promise<{ url: string; pid: number } & AsyncDisposable> {
  const [program, ...args] = onServerCore([process.execPath, import.meta.filename]);
  const child = spawn(program, args, {
    stdio: ['pipe', 'pipe', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  child.stdin?.end(JSON.stringify(answer));
  if (!child.stdout) throw new Error('the bare server has no output to read its port from');
  const [port] = await Promise.race([
    once(createInterface(child.stdout), 'line'),
    exited.then(() => Promise.reject(new Error('the bare server ended before it listened'))),
  ]);
  return {
    url: `http://127.0.0.1:${port}/`,
    pid: child.pid ?? 0,
    async [Symbol.asyncDispose]() {
      child.kill();
      await exited;
    },
  };
}

function serve({ status, headers, body }: Answer): void {
  const bytes = Buffer.from(body);
  const server = createServer((_request, response) => {
    response.writeHead(status, headers);
    response.end(bytes);
  });
  server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
  // The measurement may crash; its server goes with it.
  process.once('disconnect', () => {
    server.close();
    server.closeAllConnections();
  });
}

// A long answer does not fit into an argument.
if (import.meta.main) serve((process.argv[2] ? JSON.parse(process.argv[2]) : await json(process.stdin)) as Answer);
