import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Stands before PostgreSQL, and can lose the acknowledgement of a commit: carried out there, and never heard of here. */
export interface CommitProxy extends AsyncDisposable {
  /** The same database, by way of the proxy. */
  readonly url: string;
  /** Loses the acknowledgement of the next transaction in which `text` was sent. */
  loseCommitOf(text: string): void;
  /** How many were lost. */
  readonly lost: number;
  /** Severs all connections that there are; new ones are let through. */
  cut(): void;
  /** Hands on nothing more of what the service sends, until what this gives is disposed of; what it is answered it hears. */
  stall(): Disposable;
  /** Severs them, and lets no new ones through, until what this gives is disposed of: as where PostgreSQL is started anew. */
  close(): Disposable;
}

export async function startCommitProxy(database: string): Promise<CommitProxy> {
  const target = new URL(database);
  const wanted: string[] = [];
  let lost = 0;
  const open = new Set<Socket>();
  let closed = 0;
  const clients = new Set<Socket>();
  const server = createServer((client) => {
    if (closed > 0) return void client.destroy();
    clients.add(client);
    client.once('close', () => clients.delete(client));
    const upstream = connect(Number(target.port || 5432), target.hostname.replace(/^\[|\]$/g, ''));
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        open.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    let sent = '';
    let isSwallowing = false;
    client.on('data', (bytes) => {
      const text = bytes.toString('latin1');
      if (text.includes('BEGIN ISOLATION')) sent = '';
      sent += text;
      const match = text.includes('COMMIT\0') ? wanted.find((each) => sent.includes(each)) : undefined;
      if (match !== undefined) {
        wanted.splice(wanted.indexOf(match), 1);
        isSwallowing = true;
      }
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (!isSwallowing) return void client.write(bytes);
      // Carried out, as the server says; the client's connection dies before it hears of it.
      if (!bytes.includes('COMMIT\0')) return;
      lost += 1;
      client.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(database);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    url: url.href,
    loseCommitOf: (text) => void wanted.push(text),
    get lost() {
      return lost;
    },
    cut,
    stall: () => {
      const stalled = [...clients];
      for (const client of stalled) client.pause();
      return {
        [Symbol.dispose]: () => {
          for (const client of stalled) client.resume();
        },
      };
    },
    close: () => {
      closed += 1;
      cut();
      return {
        [Symbol.dispose]: () => {
          closed -= 1;
        },
      };
    },
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
