import type { Actor, Step } from './plan.ts';

/** A request that changes something, and what was answered. */
export interface Write {
  /** Its `client-request-id`, which the events that it leaves have. */
  readonly id: string;
  readonly what: string;
  /** `undefined` where no answer came: it is done, or it is not. */
  status: number | undefined;
  /** The event that it leaves exactly one of where it was answered with success. */
  readonly tells: string | undefined;
}

/** Somebody consented, or tried to, with an account of their own, by which the partner's record is compared with ours. */
export interface Consent {
  readonly email: string;
  readonly tenantId: string;
  readonly partnerId: string;
  /** Where the partner's name says it for certain. */
  readonly connector: string | undefined;
  /** When it was known that the onboarding had begun, in the order of {@link Books.next}. */
  readonly begun: number;
}

/** A disconnect that was asked for, by the ticket that it bears, or something else that ends a connection or begins it anew. */
export interface Ending {
  readonly ticket?: string;
  readonly of: { readonly tenantId?: string; readonly partnerId?: string; readonly connector?: string };
  /** When it was sent. */
  readonly sent: number;
  status?: number | undefined;
  /** When it was over; `undefined` where nobody knows, because no answer came or it goes on behind its answer. */
  over?: number;
}

/** What clients did, what they were told, and what was wrong with that. */
export class Books {
  readonly #report: (line: string) => void;
  #order = 0;
  readonly writes: Write[] = [];
  readonly consents: Consent[] = [];
  readonly endings: Ending[] = [];
  /** The accounts whose consent was confirmed, and when that was asked for. */
  readonly connected: { readonly email: string; readonly partnerId: string; readonly sent: number }[] = [];
  /** What came about at the partner between a backup and its restore, of which nobody knows here: accounts that consented, and codes of sessions. */
  readonly forgotten = new Set<string>();
  #backup:
    | {
        readonly known: ReadonlySet<string>;
        readonly writes: number;
        readonly endings: number;
        readonly connected: number;
      }
    | undefined;
  /** The accounts whose grant was taken away at the partner. */
  readonly lost = new Set<string>();
  readonly wrong: string[] = [];
  /** What happened, for whoever reads of a failure. */
  readonly history: string[] = [];
  /** How many steps were taken. */
  taken = 0;

  /** @param report is told each line of the history as it happens */
  constructor(report: (line: string) => void) {
    this.#report = report;
  }

  note(line: string): void {
    this.history.push(line);
    this.#report(line);
  }

  backUp(partner: AtPartner): void {
    const [writes, endings, connected] = [this.writes.length, this.endings.length, this.connected.length];
    this.#backup = { known: new Set(idsOf(partner)), writes, endings, connected };
  }

  /** What was confirmed since the backup is not known any more. */
  restore(partner: AtPartner): void {
    const { known, writes, endings, connected } = this.#backup ?? {
      known: new Set(),
      writes: 0,
      endings: 0,
      connected: 0,
    };
    for (const id of idsOf(partner)) if (!known.has(id)) this.forgotten.add(id);
    for (const each of [...this.writes.slice(writes), ...this.endings.slice(endings)]) each.status = undefined;
    this.connected.splice(connected);
  }

  /** Notes that something is asked for that ends a connection or begins it anew. */
  end(of: Ending['of'], ticket?: string): Ending {
    const ending: Ending = { of, sent: this.next(), ...(ticket !== undefined && { ticket }) };
    this.endings.push(ending);
    return ending;
  }

  next(): number {
    return ++this.#order;
  }

  tell(who: Actor, { does }: Pick<Step, 'does'>, what: string): void {
    this.note(`${String(this.next()).padStart(4)} ${who} ${does}: ${what}`);
  }

  /** Whether a consent was begun before an ending was asked for that is of it. */
  isOf({ tenantId, partnerId, connector, begun }: Consent, { of, sent }: Ending): boolean {
    if (begun > sent) return false;
    if (of.partnerId !== undefined) return of.partnerId === partnerId;
    return of.tenantId === undefined ? of.connector === connector : of.tenantId === tenantId;
  }
}

/** What a partner has, as far as it can be forgotten here. */
interface AtPartner {
  readonly grants: readonly { readonly account: { readonly email: string } }[];
  readonly sessions: readonly { readonly code: string }[];
}

const idsOf = ({ grants, sessions }: AtPartner): string[] => [
  ...grants.map(({ account }) => account.email),
  ...sessions.map(({ code }) => code),
];
