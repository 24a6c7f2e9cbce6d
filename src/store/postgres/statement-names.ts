/**
 * What prepared statements are called on the connections of a pool. PostgreSQL keeps their plans by name, for each connection; PgBouncer
 * carries them in transaction mode from 1.21 on.
 */
export class StatementNames {
  #generation = 0;

  of(name: string): string {
    return `${name}_${this.#generation}`;
  }

  /** From now on every statement is prepared anew. */
  change(): void {
    this.#generation++;
  }
}
