import pg from 'pg';
import { tellOwn, tellShown } from '../../core/shown-certificates.ts';
import { whyUnanswered } from '../../core/unanswered.ts';
import { databaseUnavailable } from '../unavailable.ts';
import { asUnavailable } from './connection.ts';
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
  /** The hosts that could not be reached when they were asked last, and why. */
  readonly #failures = new Map<PostgresHost, string>();

  constructor(address: PostgresAddress) {
    this.#hosts = address.hosts;
    this.#current = address.hosts[0];
    this.Client = clientOf(this, address);
  }

  get current(): PostgresHost {
    return this.#current;
  }

  reached(host: PostgresHost): void {
    this.#failures.delete(host);
  }

  /** Goes on to the next host, unless somebody has done so before. */
  leave(host: PostgresHost, cause: unknown): void {
    this.#failures.set(host, whyUnanswered(cause));
    if (this.#current !== host) return;
    const [first = host] = this.#hosts;
    this.#current = this.#hosts[this.#hosts.indexOf(host) + 1] ?? first;
  }

  /**
   * Connects with `connect`, where that fails once more with each of the other hosts.
   * @throws Failure `unavailable`, with every host, its port and the cause; also where a server refuses the role, which may be mended while
   * the service runs
   */
  async reach<Client>(connect: () => Promise<Client>): Promise<Client> {
    for (let tried = 1; ; tried++) {
      const host = this.#current;
      try {
        return await connect();
      } catch (error) {
        if (tried >= this.#hosts.length || this.#current === host) throw this.#told(error);
      }
    }
  }

  #told(error: unknown): unknown {
    const unavailable = asUnavailable(error);
    if (this.#failures.size === 0) return unavailable ?? error;
    const each = [...this.#failures].map(([{ host, port }, reason]) => `${host}:${port} (${reason})`);
    const what = unavailable ? 'cannot be reached' : 'refuses';
    return databaseUnavailable(`PostgreSQL ${what}: ${each.join(', ')}`, error);
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

function clientOf(hosts: PostgresHosts, { writable, config: { ssl } }: PostgresAddress): PostgresHosts['Client'] {
  const certificate = typeof ssl === 'object' && typeof ssl.cert === 'string' ? ssl.cert : undefined;
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
        this.#tellCertificates();
        if (writable) await this.#demandWrites();
        hosts.reached(this.#host);
        return this;
      } catch (thrown) {
        const error = plainly(thrown);
        hosts.leave(this.#host, error);
        // Not waited for: a connection that never came about does not tell when it ends.
        void this.end().catch(() => {});
        throw error;
      }
    }

    #tellCertificates(): void {
      const { host, port } = this.#host;
      tellShown(`${host}:${port}`, this.connection.stream);
      if (certificate !== undefined) tellOwn(`sslcert of ${this.user}`, certificate);
    }

    async #demandWrites(): Promise<void> {
      const { rows } = await this.query<{ transaction_read_only: string }>('SHOW transaction_read_only');
      if (rows[0]?.transaction_read_only !== 'off') throw new ReadOnlyServer(this.#host);
    }
  };
}

/** The driver says what a server lacks, and not where one says that it may lack it. */
function plainly(error: unknown): unknown {
  if (!(error instanceof Error) || !/does not support SSL/.test(error.message)) return error;
  return new Error(`${error.message}; sslmode=disable in the URL speaks to it without`, { cause: error });
}
