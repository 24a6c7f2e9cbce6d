import type { Actor, Step } from './plan.ts';

/** A request that changes something, and what was answered. */
export interface Write {
  /** Its `client-request-id`, which the events that it leaves have. */
  readonly id: string;
  readonly what: string;
  /** `undefined` where no answer came: it is done, or it is not. */
  readonly status: number | undefined;
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
  #order = 0;
  readonly writes: Write[] = [];
  readonly consents: Consent[] = [];
  readonly endings: Ending[] = [];
  /** The accounts whose consent was confirmed, and when that was asked for. */
  readonly connected: { readonly email: string; readonly partnerId: string; readonly sent: number }[] = [];
  /** The accounts whose grant was taken away at the partner. */
  readonly lost = new Set<string>();
  readonly wrong: string[] = [];
  /** What happened, for whoever reads of a failure. */
  readonly history: string[] = [];
  /** How many steps were taken. */
  taken = 0;

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
    this.history.push(`${String(this.next()).padStart(4)} ${who} ${does}: ${what}`);
  }

  /** Whether a consent was begun before an ending was asked for that is of it. */
  isOf({ tenantId, partnerId, connector, begun }: Consent, { of, sent }: Ending): boolean {
    if (begun > sent) return false;
    if (of.partnerId !== undefined) return of.partnerId === partnerId;
    return of.tenantId === undefined ? of.connector === connector : of.tenantId === tenantId;
  }
}
