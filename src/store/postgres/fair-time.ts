/**
 * Whose turn it is, so that all who keep asking get the same time: start-time fair queueing (Goyal, Vin and Cheng, 1996). Who comes anew, or had nothing
 * to ask for a while, gets no more for that.
 */
export class FairTime {
  /** How much time, in milliseconds, those had who have had theirs. */
  readonly #had = new Map<string, number>();
  #now = 0;

  /** The one with the least is next. */
  of(key: string): number {
    return Math.max(this.#now, this.#had.get(key) ?? 0);
  }

  begin(key: string): void {
    this.#now = this.of(key);
    this.#had.set(key, this.#now);
  }

  end(key: string, tookMs: number): void {
    this.#had.set(key, (this.#had.get(key) ?? this.#now) + tookMs);
  }
}
