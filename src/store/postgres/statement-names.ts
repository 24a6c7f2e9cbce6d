/**
 * What prepared statements are called on the connections of a pool. PostgreSQL keeps their plans by name, for each connection; PgBouncer
 * carries them in transaction mode from 1.21 on.
 */
export class StatementNames {
  #generation = 0;
  #carried = true;

  /** `undefined` where a name is of no use. */
  of(name: string): string | undefined {
    return this.#carried ? `${name}_${this.#generation}` : undefined;
  }

  /** From now on every statement is prepared anew. */
  change(): void {
    this.#generation++;
  }

  /** From now on none has a name: something between changes connections under them. */
  giveUp(): void {
    this.#carried = false;
  }
}
