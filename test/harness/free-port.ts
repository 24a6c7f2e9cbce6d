import { createServer } from 'node:net';

// Systems give ports of 32768 and above to whoever asks for any. One that is only kept in mind, for a server that starts in a moment or
// comes back after its end, has to lie below, or another test may get it in between; above those that fetch() refuses. Each process has
// its own row of them.
const [lowest, blocks, perBlock] = [11_000, 500, 40];
const block = lowest + (process.pid % blocks) * perBlock;
let given = 0;

/** A port of loopback that nothing listens on, and that no other test is given. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < perBlock; tries++) {
    const port = block + (given++ % perBlock);
    if (await isFree(port)) return port;
  }
  throw new Error(`every port from ${block} on is taken`);
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
