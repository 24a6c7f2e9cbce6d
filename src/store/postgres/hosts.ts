import pg from 'pg';
import type { PostgresAddress, PostgresHost } from './url.ts';

/**
 * The servers of one database, of which one takes writes: the one that did last is asked first, the next when it is away or has
 * become a standby. The driver itself knows one host only.
 */
export class PostgresHosts {
  /** A client of the host that is used just now. */
  readonly Client: new (
    config?: pg.ClientConfig,
  ) => pg.Client;
  readonly #hosts: readonly PostgresHost[];
  #current: PostgresHost;

  constructor({ hosts, writable }: PostgresAddress) {
    this.#hosts = hosts;
    this.#current = hosts[0];
    this.Client = clientOf(this, writable);
  }

  get current(): PostgresHost {
    return this.#current;
  }

  /** Goes on to the next host, unless somebody has done so before. */
  leave(host: PostgresHost): void {
    if (this.#current !== host) return;
    const [first = host] = this.#hosts;
    this.#current = this.#hosts[this.#hosts.indexOf(host) + 1] ?? first;
  }

  /** Connects with `connect`, where that fails once more with each of the other hosts. */
  async reach<Client>(connect: () => Promise<Client>): Promise<Client> {
    for (let tried = 1; ; tried++) {
      const host = this.#current;
      try {
        return await connect();
      } catch (error) {
        if (tried >= this.#hosts.length || this.#current === host) throw error;
      }
    }
  }
}

/** A server that was asked for writes, and takes none. */
class ReadOnlyServer extends Error {
  constructor({ host, port }: PostgresHost) {
    super(`${host}:${port} takes no writes: it is a standby, or default_transaction_read_only is on`);
    this.name = 'ReadOnlyServer';
  }
}

type Connected = ((error: Error) => void) | ((error: null, client: pg.Client) => void);

function clientOf(hosts: PostgresHosts, writable: boolean): PostgresHosts['Client'] {
  return class extends pg.Client {
    readonly #host: PostgresHost;

    constructor(config?: pg.ClientConfig) {
      const host = hosts.current;
      // The pool hides the password from whoever copies its options.
      super({ ...config, password: config?.password, ...host });
      this.#host = host;
      // A connection that is lost while it is in use tells its statement; without a listener Node would end the process as well.
      this.on('error', () => {});
    }

    override connect(): Promise<pg.Client>;
    override connect(callback: Connected): void;
    override connect(callback?: Connected): Promise<pg.Client> | undefined {
      const reached = this.#reach();
      if (!callback) return reached;
      const tell = callback as (error: Error | null, client?: pg.Client) => void;
      reached.then((client) => tell(null, client), tell);
      return undefined;
    }

    async #reach(): Promise<pg.Client> {
      try {
        await super.connect();
        if (!writable) return this;
        const { rows } = await this.query<{ transaction_read_only: string }>('SHOW transaction_read_only');
        if (rows[0]?.transaction_read_only === 'off') return this;
        throw new ReadOnlyServer(this.#host);
      } catch (error) {
        hosts.leave(this.#host);
        // Not waited for: a connection that never came about does not tell when it ends.
        void this.end().catch(() => {});
        throw plainly(error);
      }
    }
  };
}

/** The driver says what a server lacks, and not where one says that it may lack it. */
function plainly(error: unknown): unknown {
  if (!(error instanceof Error) || !/does not support SSL/.test(error.message)) return error;
  return new Error(`${error.message}; sslmode=disable in the URL speaks to it without`, { cause: error });
}
