import { randomInt } from 'node:crypto';
import type { Clock } from '../../core/clock.ts';
import { newId } from '../../core/id.ts';

/** A session as the sandbox keeps it; times are ISO 8601. */
export interface SandboxSession {
  readonly code: string;
  /** The account that opened it, and alone sees it. */
  readonly userid: string;
  readonly state: 'Open' | 'Closed';
  readonly groupid: string;
  readonly description: string;
  readonly custom_api: string;
  readonly waiting_message: string;
  readonly end_customer: { readonly name?: string; readonly email?: string };
  readonly created_at: string;
  readonly valid_until: string;
  readonly closed_at?: string;
}

/** One connection made in a session; the members are those of a connection report. */
export interface SandboxConnection {
  readonly id: string;
  readonly userid: string;
  readonly username: string;
  readonly devicename: string;
  readonly session_code: string;
  readonly start_date: string;
  /** Absent while it lasts. */
  readonly end_date?: string;
}

export interface SessionsSnapshot {
  readonly sessions: readonly SandboxSession[];
  readonly connections: readonly SandboxConnection[];
}

export type NewSandboxSession = Omit<SandboxSession, 'code' | 'state' | 'created_at' | 'closed_at'>;

/** The service cases of all accounts. */
export class SandboxSessions {
  readonly #clock: Clock;
  readonly #sessions = new Map<string, SandboxSession>();
  readonly #connections: SandboxConnection[] = [];

  readonly #closingCuts: boolean;

  /** @param closingCuts whether closing a session ends what runs in it; what it does at TeamViewer is not documented. */
  constructor(clock: Clock, closingCuts: boolean) {
    this.#clock = clock;
    this.#closingCuts = closingCuts;
  }

  get list(): SandboxSession[] {
    return [...this.#sessions.keys()].flatMap((code) => this.find(code) ?? []);
  }

  get connections(): readonly SandboxConnection[] {
    return this.#connections;
  }

  /** A session past its validity is closed by that alone. */
  find(code: string): SandboxSession | undefined {
    const session = this.#sessions.get(code);
    if (session?.state !== 'Open' || Date.parse(session.valid_until) > this.#clock.now()) return session;
    const closed: SandboxSession = { ...session, state: 'Closed', closed_at: session.valid_until };
    this.#sessions.set(code, closed);
    return closed;
  }

  open(wanted: NewSandboxSession): SandboxSession {
    const session: SandboxSession = { ...wanted, code: this.#newCode(), state: 'Open', created_at: this.#time() };
    this.#sessions.set(session.code, session);
    return session;
  }

  change(code: string, members: Partial<Pick<SandboxSession, 'description' | 'custom_api' | 'waiting_message'>>): void {
    const session = this.find(code);
    if (session !== undefined) this.#sessions.set(code, { ...session, ...members });
  }

  close(code: string): void {
    const session = this.find(code);
    if (session?.state !== 'Open') return;
    this.#sessions.set(code, { ...session, state: 'Closed', closed_at: this.#time() });
    if (!this.#closingCuts) return;
    for (const { id, session_code } of this.#connections) if (session_code === code) this.hangUp(id);
  }

  remove(code: string): void {
    this.#sessions.delete(code);
  }

  /**
   * Somebody helps in an open session, from now on for `minutes`, which is reported whole at once; the clock is not turned. Without
   * `minutes` it runs until {@link hangUp}, and outlives the end of the session.
   * @throws RangeError when there is no open session with that code.
   */
  connect(code: string, supporter: string, minutes?: number): SandboxConnection {
    const session = this.find(code);
    if (session?.state !== 'Open') throw new RangeError(`there is no open session ${code}`);
    const now = this.#clock.now();
    const connection = {
      id: newId(),
      userid: session.userid,
      username: supporter,
      devicename: session.end_customer.name ?? 'device',
      session_code: code,
      start_date: new Date(now).toISOString(),
      ...(minutes !== undefined && { end_date: new Date(now + minutes * 60_000).toISOString() }),
    };
    // Reports list the newest first.
    this.#connections.unshift(connection);
    return connection;
  }

  /** Ends a connection that runs; one that is over stays as it is. */
  hangUp(id: string): void {
    const index = this.#connections.findIndex((each) => each.id === id);
    const connection = this.#connections[index];
    if (connection?.end_date === undefined && connection) {
      this.#connections[index] = { ...connection, end_date: this.#time() };
    }
  }

  clear(): void {
    this.#sessions.clear();
    this.#connections.length = 0;
  }

  snapshot(): SessionsSnapshot {
    return { sessions: this.list, connections: [...this.#connections] };
  }

  restore(snapshot: SessionsSnapshot): void {
    this.clear();
    for (const session of snapshot.sessions) this.#sessions.set(session.code, session);
    this.#connections.push(...snapshot.connections);
  }

  #newCode(): string {
    const number = () => randomInt(100, 1000);
    for (;;) {
      const code = `s${randomInt(10, 100)}-${number()}-${number()}`;
      if (!this.#sessions.has(code)) return code;
    }
  }

  #time(): string {
    return new Date(this.#clock.now()).toISOString();
  }
}
